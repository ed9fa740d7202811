namespace CsePowerShell.VCloud;

/// <summary>vCD does not offer the action: the session lacks the right, or the object is not in a state that allows it.</summary>
public sealed class VCloudLinkMissingException : VCloudException
{
    internal VCloudLinkMissingException(string entityName, string rel, string? type)
        : base(MissingLinks.Describe(entityName, rel, type))
    {
        EntityName = entityName;
        Rel = rel;
        MediaType = type;
    }

    /// <summary>The name of the object that does not have the link.</summary>
    public string EntityName { get; }

    /// <summary>The relation of the link that is missing, such as <c>recompose</c>.</summary>
    public string Rel { get; }

    /// <summary>The media type of the link that is missing; null when only the relation was asked for.</summary>
    public string? MediaType { get; }
}
