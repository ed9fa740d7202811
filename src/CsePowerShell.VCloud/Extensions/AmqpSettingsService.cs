using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>Reads, tries and changes vCD's settings for its message broker. For system administrators.</summary>
public sealed class AmqpSettingsService
{
    private readonly ApiChannel _channel;

    internal AmqpSettingsService(ApiChannel channel) => _channel = channel;

    private string Address => _channel.Session.Links.Require("down", MediaTypes.VmwExtension).Href.TrimEnd('/') + "/settings/amqp";

    /// <summary>Reads the settings. vCD never tells the password.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The settings.</returns>
    public async Task<AmqpSettings> GetAsync(CancellationToken cancellationToken = default) =>
        Read(await _channel.GetAsync(Address, "AmqpSettings", cancellationToken).ConfigureAwait(false));

    /// <summary>Has vCD connect with settings, without keeping them.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="password">The password of the user.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Null when vCD got through; else its words.</returns>
    public async Task<string?> TestAsync(AmqpSettings settings, VCloudSecret password, CancellationToken cancellationToken = default)
    {
        XElement result = await _channel.PostAsync(Address + "/action/test", Write(settings, password), MediaTypes.AmqpSettings, "AmqpSettingsTest", cancellationToken).ConfigureAwait(false);
        if (XmlReading.Bool(result.Text(Ns.Extension + "Valid")) == true)
            return null;
        XElement? error = result.Elements().FirstOrDefault(child => string.Equals(child.Name.LocalName, "error", StringComparison.OrdinalIgnoreCase));
        return error?.Attr("message") is { Length: > 0 } message ? message : "vCloud Director says that the settings are not valid.";
    }

    /// <summary>Changes the settings for the whole installation.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="password">The password of the user.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The settings as vCD has them.</returns>
    public async Task<AmqpSettings> UpdateAsync(AmqpSettings settings, VCloudSecret password, CancellationToken cancellationToken = default) =>
        Read(await _channel.PutAndReadAsync(Address, Write(settings, password), MediaTypes.AmqpSettings, "AmqpSettings", cancellationToken).ConfigureAwait(false));

    internal static XElement Write(AmqpSettings settings, VCloudSecret password)
    {
        if (settings is null)
            throw new ArgumentNullException(nameof(settings));
        return new XElement(Ns.Extension + "AmqpSettings",
            new XAttribute(XNamespace.Xmlns + "vmext", Ns.Extension.NamespaceName),
            E("AmqpHost", settings.Host),
            E("AmqpPort", settings.Port),
            E("AmqpUsername", settings.UserName),
            E("AmqpPassword", password.Reveal()),
            E("AmqpExchange", settings.Exchange),
            E("AmqpVHost", settings.VirtualHost),
            E("AmqpUseSSL", settings.UseTls),
            E("AmqpSslAcceptAll", settings.AcceptAllCertificates),
            E("AmqpPrefix", settings.Prefix));
    }

    private static XElement E(string name, object value) => new(Ns.Extension + name, value);

    private static AmqpSettings Read(XElement root) => new()
    {
        Host = root.Text(Ns.Extension + "AmqpHost") ?? "",
        Port = XmlReading.Int(root.Text(Ns.Extension + "AmqpPort")) ?? 5672,
        UserName = root.Text(Ns.Extension + "AmqpUsername") ?? "",
        Exchange = root.Text(Ns.Extension + "AmqpExchange") ?? "",
        VirtualHost = root.Text(Ns.Extension + "AmqpVHost") ?? "/",
        UseTls = XmlReading.Bool(root.Text(Ns.Extension + "AmqpUseSSL")) ?? false,
        AcceptAllCertificates = XmlReading.Bool(root.Text(Ns.Extension + "AmqpSslAcceptAll")) ?? false,
        Prefix = root.Text(Ns.Extension + "AmqpPrefix") ?? "",
    };
}
