using System.Text;

namespace CsePowerShell.Clusters;

/// <summary>The guest customization script that puts public keys into a node. vCD keeps it in plain text, so it holds nothing else.</summary>
internal static class CustomizationScript
{
    private const string Placeholder = "@KEYS@";

    private static readonly Lazy<string> s_template = new(() =>
    {
        using Stream stream = typeof(CustomizationScript).Assembly.GetManifestResourceStream("authorize-keys.sh")
            ?? throw new InvalidOperationException("The script authorize-keys.sh is missing from the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n");
    });

    /// <summary>The script for these keys, each in OpenSSH's one-line form.</summary>
    public static string For(IEnumerable<string> publicKeys)
    {
        string lines = string.Concat(publicKeys.Select(key => key.Trim() + "\n"));
        return s_template.Value.Replace(Placeholder, Convert.ToBase64String(Encoding.UTF8.GetBytes(lines)));
    }
}
