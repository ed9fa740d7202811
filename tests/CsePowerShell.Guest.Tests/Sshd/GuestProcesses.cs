namespace CsePowerShell.Guest.Tests;

/// <summary>What runs on this machine, which is also the guest of the private sshd.</summary>
internal static class GuestProcesses
{
    public static IEnumerable<string> CommandLines()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(folder, "cmdline")).Replace('\0', ' ');
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return text;
        }
    }

    public static async Task<bool> IsGoneAsync(string marker, TimeSpan within)
    {
        DateTime end = DateTime.UtcNow + within;
        while (CommandLines().Any(line => line.Contains(marker) && !line.Contains("cse-run") && !line.Contains("ssh ")))
        {
            if (DateTime.UtcNow > end)
                return false;
            await Task.Delay(50);
        }

        return true;
    }
}
