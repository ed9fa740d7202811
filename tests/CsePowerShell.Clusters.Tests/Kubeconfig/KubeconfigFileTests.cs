namespace CsePowerShell.Clusters.Tests;

public sealed class KubeconfigFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cse-kubeconfig-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_is_private_and_utf8_without_mark_with_line_feeds()
    {
        string path = Path.Combine(_folder, "web.kubeconfig");
        KubeconfigFile.Write(path, "a: 1\r\nb: ü\n", replace: false);
        Assert.Equal("a: 1\nb: ü\n"u8.ToArray(), File.ReadAllBytes(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_file_that_exists_stays_as_it_is_unless_it_is_to_be_replaced()
    {
        string path = Path.Combine(_folder, "web.kubeconfig");
        File.WriteAllText(path, "mine");
        Assert.Throws<IOException>(() => KubeconfigFile.Write(path, "new", replace: false));
        Assert.Equal("mine", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder));

        KubeconfigFile.Write(path, "new", replace: true);
        Assert.Equal("new", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(_folder));
        if (!OperatingSystem.IsWindows())
        {
            // The file that was there could be read by others; the one in its place cannot.
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_missing_folder_is_named_and_not_made()
    {
        string folder = Path.Combine(_folder, "none");
        Assert.Contains(folder, Assert.Throws<DirectoryNotFoundException>(() => KubeconfigFile.Write(Path.Combine(folder, "x"), "a", replace: false)).Message);
        Assert.False(Directory.Exists(folder));
    }
}
