using System.Text.RegularExpressions;

namespace CsePowerShell.Clusters;

/// <summary>
/// What the description of a vApp says from the moment it is composed: whose cluster it is going to be. Composing cannot carry metadata, so between the
/// compose and the first metadata write this is all there is: the identity, and a lease of its own, so that nobody else takes the vApp meanwhile.
/// </summary>
internal sealed record CreationMark(string ClusterId, string OperationId, Actor Actor, DateTimeOffset Expires)
{
    // Values without blanks, at most 250 characters in all: vCD keeps no longer description.
    private static readonly Regex s_pattern = new(
        @"\bcluster=(?<cluster>[0-9a-f-]{36}) operation=(?<operation>[0-9a-f-]{36}) host=(?<host>\S{1,60}) process=(?<process>\S{1,40}) until=(?<until>\S{20})\z",
        RegexOptions.CultureInvariant);

    public string ToText() =>
        $"Kubernetes cluster (CsePowerShell) cluster={ClusterId} operation={OperationId} host={Actor.Host} process={Actor.Process} until={JsonText.Of(Expires)}";

    /// <summary>Reads a description; null when it is not of this form.</summary>
    public static CreationMark? Read(string description, string owner)
    {
        Match match = s_pattern.Match(description);
        if (!match.Success || !Guid.TryParseExact(match.Groups["cluster"].Value, "D", out Guid id)
            || JsonText.ReadTime(match.Groups["until"].Value) is not { } until)
        {
            return null;
        }

        var actor = new Actor { User = owner, Host = match.Groups["host"].Value, Process = match.Groups["process"].Value };
        return new CreationMark(id.ToString("D"), match.Groups["operation"].Value, actor, until);
    }

    /// <summary>The mark as the lease that it is until there are metadata.</summary>
    public Lease AsLease() => new(OperationId, OperationKind.Create, Actor, Expires);
}
