@echo off
rem Starts Maven: the one on PATH, else a downloaded one. The download comes from Apache's archive and its checksum is
rem verified. The build itself refuses a Maven or a Java that is too old.
setlocal
set "VERSION=3.9.11"
set "SHA512=bcfe4fe305c962ace56ac7b5fc7a08b87d5abd8b7e89027ab251069faebee516b0ded8961445d6d91ec1985dfe30f8153268843c89aa392733d1a3ec956c9978"
if not defined MAVEN_USER_HOME set "MAVEN_USER_HOME=%USERPROFILE%\.m2"
set "DISTS=%MAVEN_USER_HOME%\wrapper\dists"
set "MAVEN_DOWNLOAD=%DISTS%\runfolio-apache-maven-%VERSION%"
if not defined RUNFOLIO_MAVEN_ARCHIVE set "RUNFOLIO_MAVEN_ARCHIVE=https://archive.apache.org/dist/maven/maven-3/%VERSION%/binaries/apache-maven-%VERSION%-bin.tar.gz"

where mvn >nul 2>nul
if not errorlevel 1 (
  call mvn %*
  exit /b
)
if exist "%MAVEN_DOWNLOAD%\bin\mvn.cmd" goto run

echo mvnw: downloading Maven %VERSION% 1>&2
set "SCRATCH=%DISTS%\.fetch-%RANDOM%"
mkdir "%SCRATCH%" || exit /b 1
powershell -NoProfile -Command ^
  "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue';" ^
  "$file = Join-Path $env:SCRATCH 'maven.tar.gz';" ^
  "Invoke-WebRequest -UseBasicParsing $env:RUNFOLIO_MAVEN_ARCHIVE -OutFile $file;" ^
  "$sum = (Get-FileHash -Algorithm SHA512 $file).Hash;" ^
  "if ($sum -ne $env:SHA512) { throw ('wrong sha512 ' + $sum + ', expected ' + $env:SHA512) }"
if errorlevel 1 goto failed
tar -xzf "%SCRATCH%\maven.tar.gz" -C "%SCRATCH%" || goto failed
rem one rename, so that a concurrent build sees the complete folder or none
move "%SCRATCH%\apache-maven-%VERSION%" "%MAVEN_DOWNLOAD%" >nul
rmdir /s /q "%SCRATCH%"

:run
call "%MAVEN_DOWNLOAD%\bin\mvn.cmd" %*
exit /b

:failed
echo mvnw: cannot download %RUNFOLIO_MAVEN_ARCHIVE%: check the network, or install Maven 3.8.7 or newer. 1>&2
rmdir /s /q "%SCRATCH%" 2>nul
exit /b 1
