using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
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

    /// <summary>What goes into somebody's own kubeconfig: as <see cref="ForContext"/>, with a mark at the context that says which cluster it is for.</summary>
    /// <param name="text">The administrator's kubeconfig of a cluster.</param>
    /// <param name="contextName">Name of the context and of the cluster; the user becomes <c>NAME-admin</c>.</param>
    /// <param name="origin">The cluster it is for.</param>
    /// <param name="defaultNamespace">Namespace of the context. Null: none.</param>
    /// <returns>The new text; a secret.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig with one context.</exception>
    public static string ForImport(string text, string contextName, KubeconfigOrigin origin, string? defaultNamespace = null)
    {
        YamlMappingNode root = Parse(ForContext(text, contextName));
        YamlMappingNode context = new KubeconfigEntries(root, "contexts").Body(0, "context");
        if (defaultNamespace is not null)
            KubeconfigEntries.Set(context, "namespace", defaultNamespace);
        origin.WriteTo(context);
        return Write(root);
    }

    /// <summary>The contexts of a kubeconfig, in the order of the file.</summary>
    /// <param name="text">The kubeconfig.</param>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig.</exception>
    public static IReadOnlyList<KubeconfigContext> Contexts(string text)
    {
        YamlMappingNode root = Parse(text);
        KubeconfigEntries clusters = new(root, "clusters"), contexts = new(root, "contexts");
        string? current = KubeconfigEntries.Text(root, "current-context");
        var found = new List<KubeconfigContext>();
        for (int index = 0; index < contexts.Count; index++)
        {
            if (contexts.NameOf(index) is not { Length: > 0 } name)
                continue;
            string? cluster = contexts.Value(index, "context", "cluster");
            found.Add(new KubeconfigContext
            {
                Name = name,
                Cluster = cluster ?? "",
                User = contexts.Value(index, "context", "user") ?? "",
                Namespace = contexts.Value(index, "context", "namespace"),
                ApiServer = clusters.Value(cluster, "server"),
                IsCurrent = name == current,
                Origin = contexts.BodyOf(index, "context") is { } body ? KubeconfigOrigin.ReadFrom(body) : null,
            });
        }

        return found;
    }

    /// <summary>The current context; null where there is none.</summary>
    /// <param name="text">The kubeconfig.</param>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig.</exception>
    public static string? CurrentContext(string text) => KubeconfigEntries.Text(Parse(text), "current-context") is { Length: > 0 } name ? name : null;

    /// <summary>Makes a context the current one; the context need not be in this file.</summary>
    /// <param name="existing">The text there is; null or empty when there is none.</param>
    /// <param name="contextName">Name of the context; empty for none.</param>
    /// <returns>The new text and what changed.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig.</exception>
    public static KubeconfigChange SetCurrent(string? existing, string contextName)
    {
        YamlMappingNode root = string.IsNullOrWhiteSpace(existing) ? NewFile() : Parse(existing!);
        if ((KubeconfigEntries.Text(root, "current-context") ?? "") == contextName)
            return new KubeconfigChange(existing ?? "", []);
        KubeconfigEntries.Set(root, "current-context", contextName);
        return new KubeconfigChange(Write(root), [contextName.Length == 0 ? "There is no current context any more." : $"The current context is now \"{contextName}\"."]);
    }

    /// <summary>
    /// What an import would overwrite that is not of the same cluster: a context, cluster or user of the same name. An entry is of the same cluster when
    /// its mark says so, or when it trusts the same certificate authority.
    /// </summary>
    /// <param name="existing">The text there is; null or empty when there is none.</param>
    /// <param name="incoming">What <see cref="ForImport"/> made.</param>
    /// <returns>A sentence that names the entry; null: nothing is in the way.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: one of the texts is not a kubeconfig.</exception>
    public static string? ConflictOf(string? existing, string incoming)
    {
        if (string.IsNullOrWhiteSpace(existing))
            return null;
        const string Authority = "certificate-authority-data";
        YamlMappingNode there = Parse(existing!), coming = Parse(incoming);
        KubeconfigEntries clusters = new(there, "clusters");
        KubeconfigContext wanted = Contexts(incoming)[0];
        string? authority = new KubeconfigEntries(coming, "clusters").Value(wanted.Cluster, Authority);
        bool Trusts(string cluster) => authority is not null && clusters.Value(cluster, Authority) == authority;
        foreach (KubeconfigContext context in Contexts(existing!))
        {
            bool isSame = Trusts(context.Cluster) || context.Origin?.IsSameClusterAs(wanted.Origin) == true;
            if (isSame)
                continue;
            string whose = context.Origin is { } origin ? $"it is for {origin}" : context.ApiServer is { } server ? $"its server is {server}" : "it names no server";
            if (context.Name == wanted.Name)
                return $"There is a context \"{context.Name}\" of another cluster: {whose}.";
            if (context.Cluster == wanted.Cluster && clusters.IndexOf(context.Cluster) is not null)
                return $"There is a cluster \"{context.Cluster}\" that the context \"{context.Name}\" uses: {whose}.";
            if (context.User == wanted.User)
                return $"There is a user \"{context.User}\" that the context \"{context.Name}\" uses: {whose}.";
        }

        return null;
    }

    /// <summary>Puts the entries of one kubeconfig into another. Entries of the same name are replaced, but keep keys that the new ones do not have (a namespace, a proxy).</summary>
    /// <param name="existing">The text there is; null or empty when there is none.</param>
    /// <param name="incoming">The text whose entries go in.</param>
    /// <param name="setCurrent">Make the incoming context the current one. False: only where there is none; null: never.</param>
    /// <returns>The new text and what changed.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: one of the texts is not a kubeconfig.</exception>
    public static KubeconfigChange Merge(string? existing, string incoming, bool? setCurrent)
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
            if ((setCurrent == true || (setCurrent == false && string.IsNullOrEmpty(before))) && before != current)
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
    /// <param name="others">Contexts of other files, which may use a cluster or user of this one. Null: none.</param>
    /// <returns>The new text and what changed.</returns>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig.</exception>
    public static KubeconfigChange Remove(string existing, string contextName, IReadOnlyCollection<KubeconfigContext>? others = null)
    {
        YamlMappingNode root = Parse(existing);
        KubeconfigEntries clusters = new(root, "clusters"), users = new(root, "users"), contexts = new(root, "contexts");
        var changes = new List<string>();
        if (contexts.IndexOf(contextName) is { } index)
        {
            string? cluster = contexts.Value(index, "context", "cluster");
            string? user = contexts.Value(index, "context", "user");
            contexts.RemoveAt(index, changes);
            if (!contexts.Uses("cluster", cluster) && others?.Any(other => other.Cluster == cluster) != true)
                clusters.Remove(cluster, changes);
            if (!contexts.Uses("user", user) && others?.Any(other => other.User == user) != true)
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

    /// <summary>When the certificate of the only user ends; null where there is none that can be read.</summary>
    /// <param name="text">The kubeconfig.</param>
    /// <exception cref="ClusterException">BAD_REQUEST: the text is not a kubeconfig.</exception>
    public static DateTimeOffset? CertificateExpiry(string text)
    {
        KubeconfigEntries users = new(Parse(text), "users");
        if (users.Count != 1 || users.Value(0, "user", "client-certificate-data") is not { } data)
            return null;
        try
        {
            // The data are PEM in base64, which the class reads as it is.
            using X509Certificate2 certificate = new(Convert.FromBase64String(data));
            return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
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
            // A file that Windows PowerShell wrote may begin with a byte order mark.
            using var reader = new StringReader(text.TrimStart('\uFEFF'));
            stream.Load(reader);
        }
        catch (YamlException error)
        {
            // The parser's own message may quote the text, which is a secret.
            throw Unreadable($"line {error.Start.Line} is not valid YAML");
        }

        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
            throw Unreadable("it is not one YAML document with keys at its top");
        YamlSize.Ensure(root);
        return root;
    }

    private static string Write(YamlMappingNode root)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(writer, assignAnchors: false);
        string text = writer.ToString().Replace("\r\n", "\n");
        const string End = "...\n";
        return text.EndsWith(End, StringComparison.Ordinal) ? text.Substring(0, text.Length - End.Length) : text;
    }

    internal static ClusterException Unreadable(string why) =>
        new(ErrorCodes.BadRequest, $"The kubeconfig cannot be used: {why}.", "Look at it with \"kubectl config view\".");
}
