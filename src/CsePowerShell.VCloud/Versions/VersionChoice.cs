using System.Xml;
using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Agrees with a server on an API version: the highest one both sides know, a deprecated one only where there is no other.</summary>
internal static class VersionChoice
{
    /// <summary>vCD 8.20.</summary>
    public static readonly ApiVersion Lowest = new(27, 0);

    /// <summary>vCD 10.6; from 37 on only the login differs from 36, as far as this client goes.</summary>
    public const int HighestMajor = 39;

    public sealed class Offer(ApiVersion version, bool isDeprecated)
    {
        public ApiVersion Version { get; } = version;

        public bool IsDeprecated { get; } = isDeprecated;
    }

    public static async Task<VCloudServer> AgreeAsync(HttpDoor door, string? wanted, CancellationToken cancellationToken)
    {
        // The first contact: a host that is not there is told at once.
        var request = ApiRequest.Get("/api/versions");
        ApiResponse response = await ContactAsync(door, request.WithoutRepeats(), cancellationToken).ConfigureAwait(false);
        // Somebody is there, only not ready yet.
        if (response.Status is 429 or >= 500)
            response = await door.SendAsync(request, null, cancellationToken).ConfigureAwait(false);
        if (response.Status is 429 or >= 500)
            throw RequestFailure.From(response);
        if (response.Status == 407)
            throw ConnectionFailures.ProxyWantsCredential(door.Proxy ?? door.Endpoint, door.Endpoint, null);
        List<Offer> offers = (response.IsSuccess ? Read(response.Body) : null) ?? throw new VCloudConnectionException(
            VCloudConnectionFailure.NotVCloud,
            $"{door.Endpoint.Authority} answers, but it is no vCloud Director: {response.Request} gave HTTP {response.Status} ({response.MediaType ?? "no media type"}).",
            "Check host and port.");
        Offer chosen = Choose(offers, wanted, door.Endpoint.Host);
        return new VCloudServer(door.Endpoint, chosen.Version, chosen.IsDeprecated, [.. offers.Select(offer => offer.Version.ToString())]);
    }

    // A port that speaks TLS hangs up on plain HTTP, and all that the stack can tell of it is a broken connection.
    private static async Task<ApiResponse> ContactAsync(HttpDoor door, ApiRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await door.SendAsync(request, null, cancellationToken).ConfigureAwait(false);
        }
        catch (VCloudConnectionException broken) when (broken.Kind == VCloudConnectionFailure.Broken && door.Endpoint.Scheme == Uri.UriSchemeHttp)
        {
            string server = door.Endpoint.Authority;
            throw new VCloudConnectionException(
                VCloudConnectionFailure.NotVCloud, $"{server} hung up on a plain HTTP request, as a port does that speaks TLS.", $"Write https://{server}.", null, broken);
        }
    }

    /// <summary>Reads the versions document; null when it is something else.</summary>
    internal static List<Offer>? Read(byte[] body)
    {
        XElement root;
        try
        {
            root = XmlText.Parse(body);
        }
        catch (XmlException)
        {
            return null;
        }

        if (root.Name.LocalName != "SupportedVersions")
            return null;
        var offers = new List<Offer>();
        // AlphaVersion elements, and alpha versions among the others, may change any day.
        foreach (XElement info in root.Elements().Where(element => element.Name.LocalName == "VersionInfo"))
        {
            string? text = info.Elements().FirstOrDefault(element => element.Name.LocalName == "Version")?.Value;
            if (ApiVersion.TryParse(text, out ApiVersion version))
                offers.Add(new Offer(version, XmlReading.Bool(info.Attr("deprecated")) ?? false));
        }

        return offers;
    }

    internal static Offer Choose(IReadOnlyList<Offer> offers, string? wanted, string host)
    {
        string[] offered = [.. offers.Select(offer => offer.Version.ToString())];
        string list = offered.Length == 0 ? "none" : string.Join(", ", offered);
        if (wanted is not null)
        {
            if (!ApiVersion.TryParse(wanted, out ApiVersion version))
                throw new ArgumentException($"\"{wanted}\" is not an API version. Write it as 36.0.");
            if (!IsKnown(version))
                throw new VCloudVersionException($"API version {version} is not one this client knows; it knows {Lowest} to {HighestMajor}.x. {host} offers: {list}.", offered);
            return offers.FirstOrDefault(offer => offer.Version.Equals(version))
                ?? throw new VCloudVersionException($"{host} does not offer API version {version}. It offers: {list}.", offered);
        }

        return offers.Where(offer => IsKnown(offer.Version)).OrderBy(offer => offer.IsDeprecated).ThenByDescending(offer => offer.Version).FirstOrDefault()
            ?? throw new VCloudVersionException(
                $"{host} offers no API version that this client knows ({Lowest} to {HighestMajor}.x). It offers: {list}. vCloud Director 8.20 to 10.6 are supported.", offered);
    }

    private static bool IsKnown(ApiVersion version) => version.CompareTo(Lowest) >= 0 && version.Major <= HighestMajor;
}
