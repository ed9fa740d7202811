using Newtonsoft.Json;

namespace CsePowerShell.Specs;

/// <summary>Reads the spec of a cluster from JSON, by the names of New-CseCluster's parameters.</summary>
internal static class SpecFile
{
    public static CseClusterSpec Read(string path) => Parse(File.ReadAllText(path), path);

    /// <exception cref="ArgumentException">It is no JSON, or has a name that no parameter has: a word that is misspelled must not be passed over.</exception>
    internal static CseClusterSpec Parse(string text, string path)
    {
        try
        {
            return JsonConvert.DeserializeObject<CseClusterSpec>(text, new JsonSerializerSettings { MissingMemberHandling = MissingMemberHandling.Error, MaxDepth = 16 })
                ?? throw new ArgumentException($"The file '{path}' is empty. Write a cluster as JSON, with the names of New-CseCluster's parameters.");
        }
        catch (JsonException unreadable)
        {
            throw new ArgumentException($"The file '{path}' is no spec of a cluster: {unreadable.Message}", unreadable);
        }
    }
}
