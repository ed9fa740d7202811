using System.Collections;

namespace CsePowerShell.VCloud;

/// <summary>
/// The links of one document. In vCD a link is a permission: it is there when the session's rights and the object's state allow the action.
/// </summary>
/// <param name="owner">The name of the object the links belong to, for messages.</param>
/// <param name="links">The links in document order.</param>
public sealed class LinkSet(string owner, IReadOnlyList<Link> links) : IReadOnlyList<Link>
{
    internal static LinkSet Empty { get; } = new("", []);

    /// <inheritdoc/>
    public int Count => links.Count;

    /// <inheritdoc/>
    public Link this[int index] => links[index];

    /// <summary>Finds a link, or says there is none.</summary>
    /// <param name="rel">The relation, such as <c>recompose</c>.</param>
    /// <param name="type">The media type, compared without regard to case (vCD answers in lower case); null for any.</param>
    /// <param name="name">The name of the object the link leads to; null for any.</param>
    /// <returns>The first link that fits, or null.</returns>
    public Link? Find(string rel, string? type = null, string? name = null)
    {
        foreach (Link link in links)
        {
            if (string.Equals(link.Rel, rel, StringComparison.Ordinal)
                && (type is null || string.Equals(link.Type, type, StringComparison.OrdinalIgnoreCase))
                && (name is null || string.Equals(link.Name, name, StringComparison.Ordinal)))
            {
                return link;
            }
        }

        return null;
    }

    /// <summary>Says whether vCD offers an action.</summary>
    /// <param name="rel">The relation.</param>
    /// <param name="type">The media type; null for any.</param>
    /// <returns>True when there is such a link.</returns>
    public bool Has(string rel, string? type = null) => Find(rel, type) is not null;

    /// <summary>Finds a link that has to be there.</summary>
    /// <param name="rel">The relation.</param>
    /// <param name="type">The media type; null for any.</param>
    /// <returns>The link.</returns>
    /// <exception cref="VCloudLinkMissingException">vCD does not offer this action: the exception says what that usually means.</exception>
    public Link Require(string rel, string? type = null) => Find(rel, type) ?? throw new VCloudLinkMissingException(owner, rel, type);

    /// <inheritdoc/>
    public IEnumerator<Link> GetEnumerator() => links.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => links.GetEnumerator();
}
