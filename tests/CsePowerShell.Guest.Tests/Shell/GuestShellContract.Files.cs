using System.Security.Cryptography;

namespace CsePowerShell.Guest.Tests;

/// <content>Files to and from a guest.</content>
public abstract partial class GuestShellContract
{
    [Fact]
    public async Task Files_of_any_bytes_go_both_ways_with_their_mode()
    {
        using IGuestShell shell = await OpenAsync();
        string path = Path.Combine(Sshd.Folder, "file 'x' " + Guid.NewGuid());
        byte[] content = RandomNumberGenerator.GetBytes(1_500_000);

        await shell.UploadAsync(path, [1, 2, 3], "0644", Test);
        await shell.UploadAsync(path, content, "0600", Test);

        Assert.Equal(content, File.ReadAllBytes(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(content, await shell.DownloadAsync(path, content.Length, Test));
        await shell.UploadAsync(path, [], "0600", Test);
        Assert.Empty(await shell.DownloadAsync(path, 1, Test));
    }

    [Fact]
    public async Task Files_that_are_missing_too_large_or_folders_are_errors_that_name_them()
    {
        using IGuestShell shell = await OpenAsync();
        string path = Path.Combine(Sshd.Folder, "large-" + Guid.NewGuid());
        File.WriteAllBytes(path, new byte[1001]);

        Assert.Contains("1000 bytes", (await Assert.ThrowsAsync<GuestFileException>(() => shell.DownloadAsync(path, 1000, Test))).Message);
        Assert.Equal(path + "x", (await Assert.ThrowsAsync<GuestFileException>(() => shell.DownloadAsync(path + "x", 1000, Test))).Path);
        await Assert.ThrowsAsync<GuestFileException>(() => shell.DownloadAsync(Sshd.Folder, 1000, Test));
        await Assert.ThrowsAsync<GuestFileException>(() => shell.UploadAsync(Sshd.Folder, [1], "0600", Test));
        await Assert.ThrowsAsync<GuestFileException>(() => shell.UploadAsync("/no/such/folder/x", [1], "0600", Test));
        await Assert.ThrowsAsync<ArgumentException>(() => shell.UploadAsync("relative", [1], "0600", Test));
        await Assert.ThrowsAsync<ArgumentException>(() => shell.UploadAsync(path, [1], "rwx", Test));
    }

    [Fact]
    public async Task An_upload_that_is_cut_leaves_the_old_file_and_nothing_else()
    {
        Sshd.Need();
        string folder = Directory.CreateDirectory(Path.Combine(Sshd.Folder, "cut-" + Guid.NewGuid())).FullName;
        string path = Path.Combine(folder, "f");
        File.WriteAllText(path, "old");
        using TcpProxy proxy = TcpProxy.To(Sshd.Port);
        using IGuestShell shell = await OpenAsync(Sshd.Endpoint("vm-cut-" + Guid.NewGuid(), proxy.Port));

        Task upload = shell.UploadAsync(path, new byte[400_000_000], "0600", Test);
        while (Directory.GetFiles(folder, ".cse-*").Length == 0 && !upload.IsCompleted)
            await Task.Delay(5, Test);
        proxy.Cut();

        await Assert.ThrowsAnyAsync<GuestException>(() => upload);
        for (int i = 0; i < 100 && Directory.GetFiles(folder, ".cse-*").Length > 0; i++)
            await Task.Delay(50, Test);
        Assert.Equal([path], Directory.GetFiles(folder));
        Assert.Equal("old", File.ReadAllText(path));
    }
}
