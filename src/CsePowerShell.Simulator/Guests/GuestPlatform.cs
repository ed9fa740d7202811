namespace CsePowerShell.Simulator.Guests;

/// <summary>What this machine must have before the supervisor is even tried.</summary>
internal static class GuestPlatform
{
    private static readonly string[] s_folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin"];

    /// <summary>Why guests cannot run here, or null.</summary>
    public static string? Obstacle(string? serversRoot)
    {
        if (!OperatingSystem.IsLinux())
            return "Guests need Linux; VMs change state without booting.";
        if (!Environment.IsPrivilegedProcess)
            return "Guests need root, for namespaces and mounts; run the simulator as root to have them.";
        string[] missing = [.. ((string[])["bash", "unshare", "nsenter", "setpriv", "mount", "pivot_root", "setsid", "openssl"])
            .Where(program => Find(program, null) is null)];
        if (missing.Length > 0)
            return $"Guests need the programs {string.Join(", ", missing)} (packages bash, util-linux, mount, openssl); install them.";
        if (Find("sshd", serversRoot) is null)
            return "sshd is not installed; 'apt-get install openssh-server' brings it, or CSE_SERVERS_ROOT may name a folder with the extracted package.";
        if (Find("ssh-keygen", serversRoot) is null)
            return "ssh-keygen is not installed; 'apt-get install openssh-client' brings it.";
        return null;
    }

    private static string? Find(string program, string? root)
    {
        IEnumerable<string> folders = root is null ? s_folders : s_folders.Concat(s_folders.Select(folder => root.TrimEnd('/') + folder));
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }
}
