@echo off
rem Starts Xiaoer on Windows with Java 25 or later, from JAVA_HOME or the PATH.
setlocal
set "ROOT=%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
set "SERVER=--enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xmx256m -XX:+ExitOnOutOfMemoryError -jar "%ROOT%lib\xiaoer-server-app.jar""
if "%~1"=="" goto usage
if "%~1"=="--help" goto usage
if "%~1"=="serve" goto serve
if "%~1"=="seal" goto server
if "%~1"=="backup" goto server
if "%~1"=="restore" goto server
if "%~1"=="replay" goto server
if "%~1"=="simulate" goto simulate
if "%~1"=="probe" goto probe
echo xiaoer: unknown command: %~1 (xiaoer --help lists them) 1>&2
exit /b 2

:serve
rem Ends 3 and 70 are those that a new start may well cure.
call :rest %*
:again
"%JAVA%" %SERVER% %REST%
set "CODE=%ERRORLEVEL%"
if "%CODE%"=="3" goto pause
if "%CODE%"=="70" goto pause
exit /b %CODE%
:pause
echo xiaoer: the server ended with %CODE%; it is started again 1>&2
ping -n 3 127.0.0.1 >nul
goto again

:server
"%JAVA%" %SERVER% %*
exit /b %ERRORLEVEL%

:simulate
call :rest %*
"%JAVA%" -XX:+UseSerialGC -Xmx256m -jar "%ROOT%lib\xiaoer-simulator-app.jar" %REST%
exit /b %ERRORLEVEL%

:probe
call :rest %*
"%JAVA%" -XX:+UseSerialGC -Xmx256m -cp "%ROOT%lib\xiaoer-simulator-app.jar" io.xiaoer.simulator.probe.ProbeApplication %REST%
exit /b %ERRORLEVEL%

rem What stands behind the command.
:rest
set "REST="
:next
shift
if "%~1"=="" exit /b 0
set REST=%REST% %1
goto next

:usage
echo Xiaoer: the customer-service desk of a WeChat Store in API mode
echo.
echo   xiaoer serve [--config FILE] [--port N] [--data DIR]
echo   xiaoer simulate [--config FILE] [--port N]
echo   xiaoer seal
echo   xiaoer backup FILE
echo   xiaoer replay [--shop ID] [--count N]
echo   xiaoer restore FILE
echo   xiaoer probe URL [...]
echo.
echo Each of them takes --help. Java 25 or later is needed.
if "%~1"=="" exit /b 2
exit /b 0
