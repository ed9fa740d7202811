namespace CsePowerShell.VCloud;

/// <summary>One link of a vCloud document: an action or a neighbor that vCD offers.</summary>
/// <param name="rel">The relation, such as <c>add</c>, <c>recompose</c>, <c>down</c>.</param>
/// <param name="href">Where it leads.</param>
/// <param name="type">The media type of what is sent or found there; null for actions without a body.</param>
/// <param name="name">The name of the object it leads to, where there is one.</param>
public sealed class Link(string rel, string href, string? type, string? name)
{
    /// <summary>The relation, such as <c>add</c>, <c>recompose</c>, <c>down</c>.</summary>
    public string Rel { get; } = rel;

    /// <summary>Where it leads.</summary>
    public string Href { get; } = href;

    /// <summary>The media type of what is sent or found there; null for actions without a body.</summary>
    public string? Type { get; } = type;

    /// <summary>The name of the object it leads to, where there is one.</summary>
    public string? Name { get; } = name;
}
