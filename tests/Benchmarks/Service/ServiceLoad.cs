using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CsePowerShell.Extension.Tests.Broker;
using CsePowerShell.Simulator;
using CsePowerShell.Simulator.Faults;

namespace CsePowerShell.Benchmarks;

/// <summary>The service over a real broker: how many requests per second, how fast, beside a bare echo consumer in the same run; what accepting a create costs; memory.</summary>
internal static class ServiceLoad
{
    private const double LeastOfEcho = 0.6;
    private const double MostOfEchoP99 = 2;
    private const double MostMemoryMB = 150;
    private const int Rounds = 3;
    private const int Clusters = 100;

    public static async Task RunAsync(Table table, bool isQuick)
    {
        if (!PrivateBroker.IsInstalled)
        {
            table.Note("service: not measured, rabbitmq-server is not installed");
            return;
        }

        await using PrivateBroker broker = await PrivateBroker.StartAsync();
        // All clusters are one tenant's, who lists them with a token of his own.
        await using SimulatedCloud cloud = await SimulatedCloud.StartAsync(new SimulatorOptions { Guests = GuestMode.OnPaper, Scale = new ScaleOptions(Clusters, 10) });
        await using LoadClient service = await LoadClient.ConnectAsync(broker.Port, "service");
        await using LoadClient echo = await LoadClient.ConnectAsync(broker.Port, "echo");
        await using HostProcess host = await HostProcess.StartAsync(cloud, broker.Port, "service");
        using Process bare = await StartEchoAsync(broker.Port, "echo");
        try
        {
            double idle = host.MemoryMB;
            await TemplatesAsync(table, service, echo, isQuick ? 1_000 : 4_000);
            double peak = host.PeakMB;
            table.Figure("memory of the host process, templates", $"{idle:0} MB idle, at most {peak:0} MB", new Budget($"under {MostMemoryMB:0} MB", peak < MostMemoryMB));
            await ListAsync(table, cloud, service, isQuick ? 100 : 400);
            await AcceptAsync(table, cloud, service);
            table.Note($"memory of the host process after lists and creates: {host.MemoryMB:0} MB, at most {host.PeakMB:0} MB");
        }
        finally
        {
            bare.StandardInput.Close();
            await bare.WaitForExitAsync();
        }
    }

    private static async Task TemplatesAsync(Table table, LoadClient service, LoadClient echo, int count)
    {
        byte[] message = LoadClient.Message("GET", "/api/cse/template", "nobody-asks-whose");
        foreach (LoadClient client in new[] { service, echo })
            await client.MeasureAsync(message, 50, count);
        foreach (int inFlight in new[] { 1, 10, 50 })
        {
            // Both in turns, so that whatever else this machine does falls on both.
            List<(Speed Service, Speed Echo)> rounds = [];
            for (int round = 0; round < Rounds; round++)
                rounds.Add((await service.MeasureAsync(message, inFlight, count), await echo.MeasureAsync(message, inFlight, count)));
            Speed ours = Middle(rounds.Select(round => round.Service));
            Speed bare = Middle(rounds.Select(round => round.Echo));
            double share = ours.Rate / bare.Rate;
            double slower = ours.P99 / bare.P99;
            table.Figure($"GET /api/cse/template, {inFlight} in flight", ours.ToString(),
                new Budget(string.Create(CultureInfo.InvariantCulture, $"at least {LeastOfEcho} x echo ({share:0.00}), p99 at most {MostOfEchoP99} x ({slower:0.0}); echo {bare}"), share >= LeastOfEcho && slower <= MostOfEchoP99));
        }
    }

    private static async Task ListAsync(Table table, SimulatedCloud cloud, LoadClient service, int count)
    {
        byte[] message = LoadClient.Message("GET", "/api/cse", await LogInAsync(cloud, "admin", "tenant-001"));
        (int status, string body) = LoadClient.Read(await service.SendAsync(message));
        int listed = status == 200 ? JsonDocument.Parse(body).RootElement.GetArrayLength() : 0;
        foreach (int inFlight in new[] { 1, 10, 50 })
        {
            Speed speed = await service.MeasureAsync(message, inFlight, count);
            table.Figure($"GET /api/cse, {Clusters} clusters, {inFlight} in flight", speed.ToString(), new Budget($"all {Clusters} clusters", listed == Clusters));
        }
    }

    private static async Task AcceptAsync(Table table, SimulatedCloud cloud, LoadClient service)
    {
        const int WarmRequests = 3;
        const int ColdRequests = 5;
        long warm = long.MaxValue, cold = long.MaxValue;
        List<double> warmTimes = [], coldTimes = [];
        // What follows the acceptance is not measured here: every job ends at its first step.
        cloud.Faults.Add("http method=POST path=/api/vdc/*/action/composeVApp status=400");
        for (int round = 0; round < Rounds; round++)
        {
            string token = await LogInAsync(cloud, "alice", "acme");
            // The service looks at vCD now and then for itself; the least of several rounds has none of that in it.
            cold = Math.Min(cold, await CountAsync(cloud, service, token, $"count-cold-{round}"));
            warm = Math.Min(warm, await CountAsync(cloud, service, token, $"count-warm-{round}"));
            token = await LogInAsync(cloud, "alice", "acme");
            coldTimes.Add(await TimeAsync(service, token, $"time-cold-{round}"));
            warmTimes.Add(await TimeAsync(service, token, $"time-warm-{round}"));
        }

        table.Figure("accept a create, token known", $"{warm} requests, {Median(warmTimes):0} ms", new Budget($"{WarmRequests} requests, under 2 s", warm <= WarmRequests && Median(warmTimes) < 2_000));
        table.Figure("accept a create, token new", $"{cold} requests, {Median(coldTimes):0} ms", new Budget($"{ColdRequests} requests, under 2 s", cold <= ColdRequests && Median(coldTimes) < 2_000));
    }

    // The last request of an acceptance makes the task. Its answer is held back for a moment, so that the job, which asks for much more, has not begun.
    private static async Task<long> CountAsync(SimulatedCloud cloud, LoadClient service, string token, string name)
    {
        for (DateTime until = DateTime.UtcNow.AddSeconds(60); cloud.Tasks.Any(task => task is { ServiceNamespace: "vcloud.cse", Status: "running" }) && DateTime.UtcNow < until;)
            await Task.Delay(50);
        Fault held = cloud.Faults.Add("slow-response method=POST path=/api/tasksList/* when=after seconds=0.5 count=1").Single();
        cloud.Requests.Reset();
        Task<byte[]> answer = service.SendAsync(Create(token, name));
        while (held.Hits == 0 && !answer.IsCompleted)
            await Task.Delay(10);
        long requests = cloud.Requests.Total;
        Require202(await answer);
        return requests;
    }

    private static async Task<double> TimeAsync(LoadClient service, string token, string name)
    {
        long began = Stopwatch.GetTimestamp();
        byte[] answer = await service.SendAsync(Create(token, name));
        double took = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        Require202(answer);
        return took;
    }

    private static byte[] Create(string token, string name) =>
        LoadClient.Message("POST", "/api/cse", token, $$"""{"name":"{{name}}","node_count":1,"vdc":"acme-vdc","network":"acme-net"}""");

    private static void Require202(byte[] answer)
    {
        (int status, string body) = LoadClient.Read(answer);
        if (status != 202)
            throw new InvalidOperationException($"The create was not accepted: {status} {body}");
    }

    /// <summary>A session of a client that is none of ours; the token is all that a cell would forward of it.</summary>
    private static async Task<string> LogInAsync(SimulatedCloud cloud, string user, string org)
    {
        using HttpClientHandler handler = new()
        {
            ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256) == cloud.CertificateThumbprint,
        };
        using HttpClient http = new(handler) { BaseAddress = cloud.Endpoint };
        using HttpRequestMessage request = new(HttpMethod.Post, "api/sessions");
        request.Headers.TryAddWithoutValidation("Accept", "application/*+xml;version=31.0");
        request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{user}@{org}:{new SimulatorOptions().Password}")));
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.EnsureSuccessStatusCode().Headers.GetValues("x-vcloud-authorization").Single();
    }

    private static async Task<Process> StartEchoAsync(int port, string prefix)
    {
        ProcessStartInfo start = new("dotnet", [typeof(ServiceLoad).Assembly.Location, "--echo", port.ToString(CultureInfo.InvariantCulture), prefix]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        return await process.StandardOutput.ReadLineAsync() == "ready" ? process : throw new InvalidOperationException("The echo consumer did not start.");
    }

    private static Speed Middle(IEnumerable<Speed> speeds)
    {
        Speed[] all = [.. speeds];
        return new Speed(Median(all.Select(speed => speed.Rate)), Median(all.Select(speed => speed.P50)), Median(all.Select(speed => speed.P99)));
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
