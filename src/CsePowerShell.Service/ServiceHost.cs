using System.Reflection;
using System.Text;
using CsePowerShell.Extension.Configuration;
using CsePowerShell.Extension.Diagnostics;
using CsePowerShell.Extension.Hosting;
using Microsoft.Extensions.Logging;

namespace CsePowerShell.Service;

/// <summary>Runs the worker with a log, and with health and metrics on a port that only this machine can reach.</summary>
internal static class ServiceHost
{
    public static string Version { get; } = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "0.0.0";

    public static async Task<int> RunAsync(ServiceConfiguration configuration)
    {
        var redactor = new SecretRedactor();
        configuration.TeachSecrets(redactor);
        var metrics = new ServiceMetrics();
        await using var log = new JsonLog(Console.OpenStandardOutput(), redactor, configuration.LogLevel);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().AddProvider(log).AddFilter("Microsoft", LogLevel.Warning).SetMinimumLevel(log.Least);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            if (configuration.MetricsPort > 0)
                kestrel.ListenLocalhost(configuration.MetricsPort);
            else
                kestrel.ListenUnixSocket(Path.Combine(Path.GetTempPath(), $"cse-{Environment.ProcessId}.sock"));
        });
        await using WebApplication app = builder.Build();
        ILogger logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CsePowerShell");
        configuration.Broker.Logger = logger;
        configuration.Settings.Engine.Logger = logger;
        foreach (string notice in configuration.Notices)
            logger.LogWarning("{Notice}", notice);

        await using var worker = new ExtensionWorker(configuration.Broker, Connection(configuration, logger), configuration.Settings, configuration.Templates, metrics, redactor, logger);
        Map(app, worker, metrics);
        await app.StartAsync();
        logger.LogInformation("CsePowerShell.Service {Version} on host {Host} is starting; process {Process}", Version, configuration.Settings.HostName, Environment.ProcessId);
        try
        {
            await worker.RunAsync(app.Lifetime.ApplicationStopping);
        }
        finally
        {
            logger.LogInformation("CsePowerShell.Service is stopping");
            await app.StopAsync();
        }

        return 0;
    }

    private static Func<VCloud.VCloudConnectionOptions> Connection(ServiceConfiguration configuration, ILogger logger) => () =>
    {
        VCloud.VCloudConnectionOptions options = configuration.VCloud();
        options.Logger = logger;
        return options;
    };

    private static void Map(WebApplication app, ExtensionWorker worker, ServiceMetrics metrics)
    {
        // Alive: the process works. Ready: it can be given work.
        app.MapGet("/health", () => Results.Text($$"""{"status":"alive","version":"{{Version}}"}""", "application/json"));
        app.MapGet("/ready", () => worker is { IsConnected: true, IsDraining: false }
            ? Results.Text("""{"status":"ready"}""", "application/json")
            : Results.Text($$"""{"status":"{{(worker.IsDraining ? "draining" : "not connected")}}"}""", "application/json", Encoding.UTF8, 503));
        app.MapGet("/metrics", async (CancellationToken cancellationToken) =>
        {
            string depth = await worker.CountWaitingJobsAsync(cancellationToken) is { } waiting
                ? $"# HELP cse_jobs_waiting Jobs on the broker that no host has taken.\n# TYPE cse_jobs_waiting gauge\ncse_jobs_waiting {waiting}\n"
                : "";
            return Results.Text(metrics.ToText() + depth, "text/plain; version=0.0.4");
        });
    }
}
