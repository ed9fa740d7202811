using CsePowerShell.Simulator.Domain;

namespace CsePowerShell.Simulator.Wire;

/// <summary>Who looks at a document: rights decide about links, the host name about hrefs, the version about what is shown.</summary>
internal sealed record Viewer(User User, Hrefs Hrefs, ApiVersion Version)
{
    public bool May(Rights rights) => User.May(rights);
}
