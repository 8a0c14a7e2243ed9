# Build: docker build -t miner-stress-monitor .
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /src

# Project and lock files first: a change of code alone then reuses the restored packages.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig .globalconfig ./
COPY silo/*.csproj silo/packages.lock.json silo/
COPY grains/MinerMonitor.Grains/*.csproj grains/MinerMonitor.Grains/packages.lock.json grains/MinerMonitor.Grains/
COPY grains/MinerMonitor.Model/*.csproj grains/MinerMonitor.Model/packages.lock.json grains/MinerMonitor.Model/
COPY client/MinerMonitor.Dashboard/*.csproj client/MinerMonitor.Dashboard/packages.lock.json client/MinerMonitor.Dashboard/
COPY client/MinerMonitor.Protocol/*.csproj client/MinerMonitor.Protocol/packages.lock.json client/MinerMonitor.Protocol/
RUN dotnet restore silo --locked-mode

COPY docs/ docs/
COPY silo/ silo/
COPY grains/ grains/
COPY client/MinerMonitor.Dashboard/ client/MinerMonitor.Dashboard/
COPY client/MinerMonitor.Protocol/ client/MinerMonitor.Protocol/
RUN dotnet publish silo --no-restore --configuration Release --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS runtime
WORKDIR /app
COPY --from=build /app ./

# The volume takes over the owner of the folder that it first covers.
RUN mkdir /data && chown "$APP_UID:$APP_UID" /data
USER $APP_UID

# The base image sets a port by this variable, and it would win over --listen.
ENV ASPNETCORE_HTTP_PORTS=
VOLUME /data
EXPOSE 5080

# The image has no curl; bash speaks enough HTTP to ask one question.
HEALTHCHECK --interval=5s --timeout=4s --start-period=30s --retries=6 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5080 && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]

ENTRYPOINT ["dotnet", "MinerMonitor.Silo.dll", "--data", "/data", "--listen", "0.0.0.0"]
