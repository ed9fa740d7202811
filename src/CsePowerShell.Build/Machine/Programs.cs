using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace CsePowerShell.Build.Machine;

/// <summary>Other programs: where they are, and running them within a limit.</summary>
internal static class Programs
{
    public static string? Find(string name)
    {
        string file = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? name + ".exe" : name;
        // /usr/sbin is not in everybody's PATH, and that is where sshd lives.
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin").Append("/usr/local/sbin");
        return folders.Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs a program and keeps what it says.</summary>
    public static async Task<Output> RunAsync(string program, string[] arguments, TimeSpan limit, Dictionary<string, string>? environment = null)
    {
        using Process process = Start(program, arguments, environment, redirect: true);
        StringBuilder text = new();
        void Keep(object _, DataReceivedEventArgs line)
        {
            if (line.Data is not null)
            {
                lock (text)
                {
                    text.AppendLine(line.Data);
                }
            }
        }

        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await WaitAsync(process, program, limit);
        lock (text)
        {
            return new Output(process.ExitCode, text.ToString());
        }
    }

    /// <summary>Runs a program that speaks for itself.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> PassThroughAsync(string program, string[] arguments, TimeSpan limit, Dictionary<string, string>? environment = null)
    {
        using Process process = Start(program, arguments, environment, redirect: false);
        await WaitAsync(process, program, limit);
        return process.ExitCode;
    }

    private static Process Start(string program, string[] arguments, Dictionary<string, string>? environment, bool redirect)
    {
        ProcessStartInfo info = new(program, arguments) { RedirectStandardOutput = redirect, RedirectStandardError = redirect };
        info.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        info.Environment["DOTNET_NOLOGO"] = "1";
        foreach ((string name, string value) in environment ?? [])
        {
            info.Environment[name] = value;
        }

        return Process.Start(info) ?? throw new BuildException($"'{program}' did not start.");
    }

    private static async Task WaitAsync(Process process, string program, TimeSpan limit)
    {
        using CancellationTokenSource deadline = new(limit);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new BuildException($"'{program}' did not end within {limit.TotalMinutes:0} minutes and was stopped.");
        }
    }
}
