@echo off
rem Starts Runfolio: finds Java and the jar, and keeps an archive of loaded classes beside the jar, which makes later
rem starts faster. RUNFOLIO_JAVA_OPTS adds options for Java; RUNFOLIO_ARCHIVE=off starts without the archive.
setlocal
set "HOME_DIR=%~dp0.."
set "FOLDER=%HOME_DIR%\target"
if not exist "%FOLDER%\runfolio.jar" set "FOLDER=%HOME_DIR%"
set "JAR=%FOLDER%\runfolio.jar"
if not exist "%JAR%" (
  echo runfolio: %HOME_DIR% has no target\runfolio.jar and no runfolio.jar: run "mvnw -q -DskipTests package" there 1>&2
  exit /b 2
)
set "JAVA_EXE=java"
if defined JAVA_HOME set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"

rem Workers and servers keep Java's defaults. The other commands are too short for them to pay off.
set "OPTIONS=-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
set "CLASSES=read"
if "%~1"=="demo" set "CLASSES=media"
for %%C in (worker serve) do if "%~1"=="%%C" (
  set "OPTIONS="
  set "CLASSES=media"
)
for %%C in (corpus import redo) do if "%~1"=="%%C" (
  set "OPTIONS=-XX:+UseSerialGC"
  set "CLASSES=media"
)

rem Each build of the jar has an archive of its own. Java ignores an archive of another Java version.
for %%J in ("%JAR%") do set "ARCHIVE=%FOLDER%\runfolio-%CLASSES%-%%~zJ.jsa"
set "QUIET=-Xlog:cds=off -Xlog:cds+dynamic=off -Xlog:class+path=off"
if /i "%RUNFOLIO_ARCHIVE%"=="off" (
  set "USE="
) else if exist "%ARCHIVE%" (
  set "USE=-XX:SharedArchiveFile="%ARCHIVE%" %QUIET%"
) else (
  set "USE=-XX:ArchiveClassesAtExit="%ARCHIVE%" %QUIET%"
)
"%JAVA_EXE%" %USE% %OPTIONS% %RUNFOLIO_JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
