using System.Globalization;
using CsePowerShell.Clusters;
using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Authorization;
using CsePowerShell.Extension.Messages;

namespace CsePowerShell.Extension.Routes;

/// <summary>A request on its way through a route.</summary>
internal sealed class RouteContext(RequestMessage request, IReadOnlyDictionary<string, string> values, CallerDirectory callers, CancellationToken lifetime)
{
    public RequestMessage Request { get; } = request;

    /// <summary>Ends when the connection is lost over which the request came.</summary>
    public CancellationToken Lifetime { get; } = lifetime;

    /// <summary>A part of the path.</summary>
    public string this[string name] => values[name];

    public Task<ICallerSession> CallerAsync(CancellationToken cancellationToken) => callers.GetAsync(Request, cancellationToken);

    /// <exception cref="ClusterException">FORBIDDEN: the caller is no system administrator who may administer extensions.</exception>
    public async Task RequireAdministratorAsync(CancellationToken cancellationToken)
    {
        ICallerSession caller = await CallerAsync(cancellationToken).ConfigureAwait(false);
        if (!caller.Identity.MayAdministerExtensions)
            throw new ClusterException(ErrorCodes.Forbidden, "Only a system administrator who may administer extensions can do this.", "Log in to the organization System.");
    }

    /// <summary>The body as a document; without a body an empty one.</summary>
    public T Body<T>()
        where T : class, new() => Request.Body.Length == 0 ? new T() : ContractJson.Read<T>(Request.Body);

    /// <summary>A parameter of the query; null when it is not there or empty.</summary>
    public string? Query(string name)
    {
        foreach (string pair in (Request.Query ?? "").Split('&'))
        {
            int equals = pair.IndexOf('=');
            if (equals > 0 && string.Equals(Decode(pair.Substring(0, equals)), name, StringComparison.OrdinalIgnoreCase))
                return Decode(pair.Substring(equals + 1)) is { Length: > 0 } value ? value : null;
        }

        return null;
    }

    public bool QueryFlag(string name) => Query(name) is { } text
        && (bool.TryParse(text, out bool value) ? value : throw new ClusterException(ErrorCodes.BadRequest, $"\"{text}\" is not possible for {name}; true and false are."));

    /// <summary>A number above 0 in the query; null when it is not there.</summary>
    public int? QueryNumber(string name) => Query(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0 ? value
        : throw new ClusterException(ErrorCodes.BadRequest, $"\"{text}\" is not possible for {name}; a number above 0 is.");

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
