using System.Diagnostics;

namespace CsePowerShell.Simulator.Tests.Guests;

/// <summary>What a program of this machine printed, and how it ended. A program that hangs is killed after a minute.</summary>
internal sealed record ProgramRun(int ExitCode, string Output, string Error)
{
    /// <summary>This test program, for a run of its own. Not the running process: that is dotnet where somebody started the dll.</summary>
    public static string Self { get; } = Path.ChangeExtension(typeof(ProgramRun).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);

    public static async Task<ProgramRun> Async(string program, string[] arguments, string? input = null, Dictionary<string,
        string>? environment = null)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true };
        foreach ((string name, string value) in environment ?? [])
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                if (input is not null)
                    await process.StandardInput.WriteAsync(input);
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended without reading its input; the exit code tells.
            }
            await process.WaitForExitAsync(limit.Token);
            return new ProgramRun(process.ExitCode, await output, await error);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
