using System.Diagnostics;

namespace CsePowerShell.Guest.Tests;

/// <summary>What killed processes leave in the temporary folder goes with the next run, and nothing else does.</summary>
public sealed class PrivateFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("cse-sweep-").FullName;

    [Fact]
    public void Folders_of_dead_processes_go_at_once_and_those_of_living_ones_stay()
    {
        (int id, string mark) dead = Ended();
        string left = Folder(dead.id, $"{ProcessMark.Place} {dead.mark}");
        string reused = Folder(Environment.ProcessId, $"{ProcessMark.Place} {Environment.ProcessId}/1");
        string own = Folder(Environment.ProcessId, $"{ProcessMark.Place} {ProcessMark.Own}");
        string elsewhere = Folder(dead.id, $"00000000 {dead.mark}");
        string unfinished = Folder(dead.id, null);
        string odd = Folder(dead.id, "what is this");
        string stranger = Directory.CreateDirectory(Path.Combine(_root, "cse-life-1234567890ab")).FullName;

        PrivateFolder.Sweep(_root);

        Assert.Equal(new[] { own, elsewhere, unfinished, odd, stranger }.Order(), Directory.GetDirectories(_root).Order());
        Assert.False(Directory.Exists(left) || Directory.Exists(reused));
    }

    [Fact]
    public void Folders_whose_owner_nobody_can_tell_get_a_day()
    {
        (int id, string mark) dead = Ended();
        string elsewhere = Folder(dead.id, $"00000000 {dead.mark}");
        Directory.SetLastWriteTimeUtc(elsewhere, DateTime.UtcNow.AddHours(-25));
        PrivateFolder.Sweep(_root);
        Assert.Empty(Directory.GetDirectories(_root));
    }

    [Fact]
    public void A_folder_that_is_made_says_whose_it_is()
    {
        using PrivateFolder folder = PrivateFolder.Create();
        Assert.Equal($"{ProcessMark.Place} {ProcessMark.Own}", File.ReadAllText(folder.File("owner")));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static (int Id, string Mark) Ended()
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!;
        (int, string) result = (process.Id, ProcessMark.Of(process));
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return result;
    }

    private string Folder(int id, string? owner)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, $"cse-{id}-{Guid.NewGuid().ToString("N")[..12]}")).FullName;
        if (owner is not null)
            File.WriteAllText(Path.Combine(folder, "owner"), owner);
        return folder;
    }
}
