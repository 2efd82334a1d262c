@echo off
rem Starts Runfolio. RUNFOLIO_JAVA_OPTS adds options for Java.
setlocal
set "HOME_DIR=%~dp0.."
set "JAR=%HOME_DIR%\target\runfolio.jar"
if not exist "%JAR%" set "JAR=%HOME_DIR%\runfolio.jar"
if not exist "%JAR%" (
  echo runfolio: there is no target\runfolio.jar or runfolio.jar in %HOME_DIR%: run "mvnw -q -DskipTests package" there 1>&2
  exit /b 2
)
set "JAVA_EXE=java"
if defined JAVA_HOME set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
set "OPTIONS=-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
if "%~1"=="worker" set "OPTIONS="
if "%~1"=="serve" set "OPTIONS="
set "ARCHIVE="
if exist "%HOME_DIR%\target\runfolio.jsa" set "ARCHIVE=-XX:SharedArchiveFile=%HOME_DIR%\target\runfolio.jsa"
"%JAVA_EXE%" %ARCHIVE% %OPTIONS% %RUNFOLIO_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
