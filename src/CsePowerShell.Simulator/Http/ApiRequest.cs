using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Sessions;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Http;

/// <summary>A request as a route sees it: who asks, what the path captured, the validated body. Routes run under the world's gate.</summary>
internal sealed class ApiRequest(World world, RouteMatch match, Session? session, Hrefs hrefs, ApiVersion version, byte[] body, string query,
    string? authorization)
{
    public Route Route => match.Route;
    public Session Session => session ?? throw new InvalidOperationException("This route is open and has no session.");
    public User User => Session.User;
    public Viewer Viewer => new(User, hrefs, version);
    public Hrefs Hrefs => hrefs;
    public ApiVersion Version => version;

    /// <summary>The query string as it crossed the wire, without the question mark.</summary>
    public string Query => query;

    public string? Authorization => authorization;

    /// <summary>Whether the path is the administrator's view of a resource.</summary>
    public bool IsAdminView => match.Route.Pattern.StartsWith("/api/admin/", StringComparison.Ordinal);

    public string Text(string capture) => match.Captures[capture];

    /// <summary>A query parameter decoded once, or null.</summary>
    public string? Parameter(string name)
    {
        foreach (string pair in query.Split('&'))
            if (pair.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
                return Uri.UnescapeDataString(pair[(name.Length + 1)..].Replace('+', ' '));
        return null;
    }

    /// <summary>The object that the path names, if the caller may see it.</summary>
    /// <exception cref="VcdException">403: unknown and invisible are the same; 404: not a uuid.</exception>
    public T Find<T>(EntityKind kind, string capture = "id") where T : Entity
    {
        if (!Guid.TryParseExact(Text(capture), "D", out Guid id)) throw Refuse.NoSuchPath(Text(capture));
        return Visible(world.Find<T>(kind, id), kind, id);
    }

    /// <summary>The object that an href in a body names.</summary>
    public T Find<T>(EntityKind kind, XElement reference) where T : Entity
    {
        string href = reference.Attribute("href")?.Value ?? "";
        string id = href.TrimEnd('/') is { Length: >= 36 } trimmed ? trimmed[^36..] : "";
        if (!Guid.TryParseExact(id, "D", out Guid guid))
            throw Refuse.BadRequest($"The href '{href}' of {reference.Name.LocalName} does not name a {kind.Word}.");
        if (!href.Contains(kind.Path, StringComparison.OrdinalIgnoreCase) && kind != EntityKind.User)
            throw Refuse.BadRequest($"The href '{href}' of {reference.Name.LocalName} does not name a {kind.Word}.");
        return Visible(world.Find<T>(kind, guid), kind, guid);
    }

    /// <summary>The body, validated against the rules of its type.</summary>
    public XElement Body(string root)
    {
        XElement document = RequestBody.Parse(body);
        if (!RequestRules.IsKnownRoot(document, root))
            throw Refuse.InvalidContent($"cvc-elt.1: Cannot find the declaration of element '{document.Name.LocalName}'; expected is '{root}'.");
        RequestValidator.Check(document, root);
        return document;
    }

    /// <summary>The body, well-formed and within vCD's limits; its content is checked by the route.</summary>
    public XElement RawBody() => RequestBody.Parse(body);

    /// <summary>The body as a form.</summary>
    public Dictionary<string, string> Form() => System.Text.Encoding.UTF8.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(pair => Decoded(pair[0]), pair => pair.Length > 1 ? Decoded(pair[1]) : "", StringComparer.Ordinal);

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));

    public bool HasBody => body.Length > 0;

    /// <summary>202 with the task, whose href is the Location too.</summary>
    public ApiResponse Accepted(VcdTask task) =>
        new() { Status = 202, Document = TaskDocuments.Write(task, Viewer), MediaType = MediaTypes.Task,
            Headers = { ["Location"] = hrefs.Of(task) } };

    private T Visible<T>(T? entity, EntityKind kind, Guid id) where T : Entity =>
        entity is not null && User.CanSee(entity) ? entity : throw Refuse.NoAccess($"com.vmware.vcloud.entity.{kind.Word}:{id}");
}
