namespace CsePowerShell.Guest.Tests;

public sealed class ManagementKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cse-mkey-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task It_is_made_on_first_use_private_and_the_same_afterwards()
    {
        NeedKeygen();
        string path = Path.Combine(_folder, "new folder", "id_cse");

        ManagementKey made = ManagementKey.LoadOrCreate(path);
        ManagementKey loaded = ManagementKey.LoadOrCreate(path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(made.Fingerprint, loaded.Fingerprint);
        Assert.StartsWith("ssh-ed25519 AAAA", made.PublicKeyLine);
        Assert.Equal(File.ReadAllText(path + ".pub").Trim(), made.PublicKeyLine);
        Assert.Equal(made.PublicKey.Type + " " + made.PublicKeyLine.Split(' ')[1], string.Join(' ', (await Tool.RunAsync("ssh-keygen", ["-y", "-f", path])).Split(' ').Take(2)).Trim());
        Assert.Equal(["id_cse", "id_cse.pub"], Directory.GetFileSystemEntries(Path.Combine(_folder, "new folder")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Many_who_make_it_at_once_end_with_the_same_key()
    {
        NeedKeygen();
        string path = Path.Combine(_folder, "id");

        ManagementKey[] keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ManagementKey.LoadOrCreate(path), TestContext.Current.CancellationToken)));

        Assert.Single(keys.Select(key => key.Fingerprint).Distinct());
    }

    [Fact]
    public void A_key_that_others_may_read_is_refused()
    {
        NeedKeygen();
        string path = Path.Combine(_folder, "open");
        ManagementKey.LoadOrCreate(path);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", Assert.Throws<ManagementKeyException>(() => ManagementKey.LoadOrCreate(path)).Message);
    }

    [Fact]
    public async Task A_key_with_a_passphrase_and_a_damaged_key_are_told_apart()
    {
        NeedKeygen();
        string locked = Path.Combine(_folder, "locked"), damaged = Path.Combine(_folder, "damaged"), other = Path.Combine(_folder, "other");
        await Tool.RunAsync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "secret", "-f", locked]);
        foreach ((string file, string text) in new[] { (damaged, "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"), (other, "hello") })
        {
            File.WriteAllText(file, text);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Assert.Contains("passphrase", Assert.Throws<ManagementKeyException>(() => ManagementKey.LoadOrCreate(locked)).Message);
        Assert.Contains("damaged", Assert.Throws<ManagementKeyException>(() => ManagementKey.LoadOrCreate(damaged)).Message);
        Assert.Contains("not a private key", Assert.Throws<ManagementKeyException>(() => ManagementKey.LoadOrCreate(other)).Message);
        Assert.Throws<ManagementKeyException>(() => ManagementKey.LoadOrCreate("/proc/none/id"));
    }

    [Fact]
    public async Task The_key_made_without_ssh_keygen_is_one_that_ssh_keygen_reads()
    {
        NeedKeygen();
        System.Reflection.MethodInfo? make = typeof(Ed25519KeyMaker).GetMethod("MakeWithBouncyCastle", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic);
        Assert.SkipUnless(make is not null, "SSH.NET is not built in (CseHasSshNet).");
        string path = Path.Combine(_folder, "own");

        make.Invoke(null, [path, "me@here"]);
        ManagementKey key = ManagementKey.LoadOrCreate(path);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(key.PublicKeyLine, (await Tool.RunAsync("ssh-keygen", ["-y", "-f", path])).Trim());
        Assert.Equal("me@here", key.PublicKey.Comment);
    }

    private static void NeedKeygen() => Assert.SkipUnless(File.Exists("/usr/bin/ssh-keygen"), "ssh-keygen is not installed.");
}
