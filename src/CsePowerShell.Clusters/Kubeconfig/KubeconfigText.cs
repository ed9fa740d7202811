using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CsePowerShell.Clusters;

/// <summary>What merging or removing did to a kubeconfig.</summary>
public sealed class KubeconfigChange
{
    internal KubeconfigChange(string text, IReadOnlyList<string> changes)
    {
        Text = text;
        Changes = changes;
    }

    /// <summary>The new text: UTF-8 without byte order mark is meant, line ends are <c>\n</c>. A secret.</summary>
    public string Text { get; }

    /// <summary>What was changed, a sentence each, without secrets; none: the text says the same as before.</summary>
    public IReadOnlyList<string> Changes { get; }
}

/// <summary>
/// Kubeconfig files as text: nothing here touches a disk. Keys that we do not know, and entries that are not ours, stay as they are.
/// </summary>
public static class KubeconfigText
{
    private static readonly string[] s_lists = ["clusters", "users", "contexts"];

    /// <summary>Gives the one context of an administrator's kubeconfig another name and server, so that files of several clusters can be merged. What is quoted is in single quotes.</summary>
    /// <param name="text">What kubeadm wrote.</param>
    /// <param name="contextName">Name of the context and of the cluster; the user becomes <c>NAME-admin</c>.</param>
    /// <param name="server">Address of the API server, as <c>https://host:6443</c>. Null: as it is.</param>
    /// <returns>The new text; a secret.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig with one context.</exception>
    public static string ForContext(string text, string contextName, string? server = null)
    {
        YamlMappingNode root = Parse(text);
        KubeconfigEntries clusters = new(root, "clusters"), users = new(root, "users"), contexts = new(root, "contexts");
        if (clusters.Count != 1 || users.Count != 1 || contexts.Count != 1)
            throw Unreadable("it has not exactly one cluster, one user and one context");

        string userName = contextName + "-admin";
        clusters.Rename(0, contextName);
        users.Rename(0, userName);
        contexts.Rename(0, contextName);
        YamlMappingNode context = contexts.Body(0, "context");
        KubeconfigEntries.Set(context, "cluster", contextName);
        KubeconfigEntries.Set(context, "user", userName);
        if (server is not null)
            KubeconfigEntries.Set(clusters.Body(0, "cluster"), "server", server);
        KubeconfigEntries.Set(root, "current-context", contextName);
        foreach (YamlScalarNode scalar in root.AllNodes.OfType<YamlScalarNode>().Where(scalar => scalar.Style is ScalarStyle.DoubleQuoted && !(scalar.Value ?? "").Any(char.IsControl)))
            scalar.Style = ScalarStyle.SingleQuoted;
        return Write(root);
    }

    /// <summary>Puts the entries of one kubeconfig into another. Entries of the same name are replaced, but keep keys that the new ones do not have (a namespace, a proxy).</summary>
    /// <param name="existing">The text there is; null or empty when there is none.</param>
    /// <param name="incoming">The text whose entries go in.</param>
    /// <param name="setCurrent">Make the incoming context the current one. It becomes so anyway when there was none.</param>
    /// <returns>The new text and what changed.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: one of the texts is not a kubeconfig.</exception>
    public static KubeconfigChange Merge(string? existing, string incoming, bool setCurrent)
    {
        YamlMappingNode source = Parse(incoming);
        bool isNew = string.IsNullOrWhiteSpace(existing);
        YamlMappingNode target = isNew ? NewFile() : Parse(existing!);
        var changes = new List<string>();
        foreach (string list in s_lists)
            new KubeconfigEntries(target, list).MergeFrom(new KubeconfigEntries(source, list), changes);

        if (KubeconfigEntries.Text(source, "current-context") is { Length: > 0 } current)
        {
            string? before = KubeconfigEntries.Text(target, "current-context");
            if ((setCurrent || string.IsNullOrEmpty(before)) && before != current)
            {
                KubeconfigEntries.Set(target, "current-context", current);
                changes.Add($"The current context is now \"{current}\".");
            }
        }

        return new KubeconfigChange(changes.Count == 0 && !isNew ? existing! : Write(target), changes);
    }

    /// <summary>Takes a context out, with its cluster and user unless another context uses them.</summary>
    /// <param name="existing">The text there is.</param>
    /// <param name="contextName">Name of the context.</param>
    /// <returns>The new text and what changed.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig.</exception>
    public static KubeconfigChange Remove(string existing, string contextName)
    {
        YamlMappingNode root = Parse(existing);
        KubeconfigEntries clusters = new(root, "clusters"), users = new(root, "users"), contexts = new(root, "contexts");
        var changes = new List<string>();
        if (contexts.IndexOf(contextName) is { } index)
        {
            string? cluster = contexts.Value(index, "context", "cluster");
            string? user = contexts.Value(index, "context", "user");
            contexts.RemoveAt(index, changes);
            if (!contexts.Uses("cluster", cluster))
                clusters.Remove(cluster, changes);
            if (!contexts.Uses("user", user))
                users.Remove(user, changes);
            if (KubeconfigEntries.Text(root, "current-context") == contextName)
            {
                KubeconfigEntries.Set(root, "current-context", "");
                changes.Add("There is no current context any more.");
            }
        }

        return new KubeconfigChange(changes.Count == 0 ? existing : Write(root), changes);
    }

    /// <summary>The address of the API server that a kubeconfig's current context (or only cluster) names; null when it names none.</summary>
    /// <param name="text">The kubeconfig.</param>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig.</exception>
    public static string? ServerOf(string text)
    {
        YamlMappingNode root = Parse(text);
        KubeconfigEntries clusters = new(root, "clusters"), contexts = new(root, "contexts");
        string? name = KubeconfigEntries.Text(root, "current-context") is { } current && contexts.IndexOf(current) is { } index
            ? contexts.Value(index, "context", "cluster")
            : null;
        int? cluster = name is null ? null : clusters.IndexOf(name);
        cluster ??= clusters.Count == 1 ? 0 : null;
        return cluster is { } found ? clusters.Value(found, "cluster", "server") : null;
    }

    private static YamlMappingNode NewFile()
    {
        var root = new YamlMappingNode();
        KubeconfigEntries.SetPlain(root, "apiVersion", "v1");
        KubeconfigEntries.SetPlain(root, "kind", "Config");
        root.Add("preferences", new YamlMappingNode { Style = YamlDotNet.Core.Events.MappingStyle.Flow });
        return root;
    }

    private static YamlMappingNode Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StringReader(text);
            stream.Load(reader);
        }
        catch (YamlException error)
        {
            // The parser's own message may quote the text, which is a secret.
            throw Unreadable($"line {error.Start.Line} is not valid YAML");
        }

        return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root ? root : throw Unreadable("it is not one YAML document with keys at its top");
    }

    private static string Write(YamlMappingNode root)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(writer, assignAnchors: false);
        string text = writer.ToString().Replace("\r\n", "\n");
        const string End = "...\n";
        return text.EndsWith(End, StringComparison.Ordinal) ? text.Substring(0, text.Length - End.Length) : text;
    }

    private static ClusterException Unreadable(string why) =>
        new(ErrorCodes.BadRequest, $"The kubeconfig cannot be used: {why}.", "Look at it with \"kubectl config view\".");
}
