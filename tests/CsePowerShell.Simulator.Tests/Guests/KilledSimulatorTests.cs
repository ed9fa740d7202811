using System.Diagnostics;
using System.Globalization;
using CsePowerShell.Simulator.Guests;

namespace CsePowerShell.Simulator.Tests.Guests;

public sealed class KilledSimulatorTests(GuestWorld world) : GuestTests(world)
{
    private const string NoteVariable = "GUEST_TESTS_NOTE";

    [Fact]
    public async Task After_kill_9_of_the_simulator_no_process_mount_or_file_of_its_guests_is_left()
    {
        World.NeedGuests();
        string folder = Directory.CreateTempSubdirectory("killed-simulator-").FullName;
        string note = Path.Combine(folder, "note");
        await File.WriteAllTextAsync(note, "", TestContext.Current.CancellationToken);
        string[] mounts = File.ReadAllLines("/proc/mounts");
        ProcessStartInfo start = new(ProgramRun.Self,
            ["-explicit", "only", "-method", $"{typeof(KilledSimulatorTests).FullName}.{nameof(Holds_guests_until_it_is_killed)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [NoteVariable] = note, ["TMPDIR"] = folder, ["DOTNET_EnableDiagnostics"] = "0" /* files of the runtime */ },
        };
        using Process simulator = Process.Start(start)!;
        try
        {
            await Eventually.TrueAsync(() => File.ReadAllText(note).EndsWith('\n'), "the other process has guests", seconds: 60);
            GuestMachine[] machines = [.. File.ReadAllLines(note)
                .Select(address => World.Machine("other") with { Address = System.Net.IPAddress.Parse(address) })];
            Assert.All(await Task.WhenAll(machines.Select(GuestPowerTests.AnswersAsync)), Assert.True);
            Assert.NotEmpty(ProcessesOf(machines));

            simulator.Kill(); // SIGKILL
            await simulator.WaitForExitAsync(TestContext.Current.CancellationToken);

            await Eventually.TrueAsync(() => ProcessesOf(machines).Length == 0, "all processes of the guests are gone", seconds: 5);
            Assert.All(await Task.WhenAll(machines.Select(GuestPowerTests.AnswersAsync)), Assert.False);
            Assert.Equal(mounts, File.ReadAllLines("/proc/mounts"));
            Assert.DoesNotContain(Directory.GetFileSystemEntries(folder), path => path != note
                && !Path.GetFileName(path).StartsWith("guest-tests-", StringComparison.Ordinal));
        }
        finally
        {
            if (!simulator.HasExited)
                simulator.Kill();
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Not a test: what the process does that the test above kills.</summary>
    [Fact(Explicit = true)]
    public async Task Holds_guests_until_it_is_killed()
    {
        string? note = Environment.GetEnvironmentVariable(NoteVariable);
        Assert.SkipWhen(note is null, "This one is started by another test.");
        GuestMachine[] machines = [.. Enumerable.Range(1, 3).Select(number => World.Machine($"held-{number}"))];
        await Task.WhenAll(machines.Select(machine => World.Host.PowerOnAsync(machine, TestContext.Current.CancellationToken)));
        await World.Host.RunCustomizationAsync(machines[0].VmId, "nohup setsid sleep 9876 >/dev/null 2>&1 &", "precustomization",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(note, string.Join('\n', machines.Select(machine => machine.Address)) + "\n",
            TestContext.Current.CancellationToken);
        await Task.Delay(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    private static string[] ProcessesOf(GuestMachine[] machines) =>
        [.. Directory.GetDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _))
            .Select(CommandLine)
            .Where(line => line.Contains("sleep 9876", StringComparison.Ordinal)
                || machines.Any(machine => line.Contains($"{machine.Address}:", StringComparison.Ordinal)
                || line.Contains($" {machine.Address} ", StringComparison.Ordinal)))];

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
