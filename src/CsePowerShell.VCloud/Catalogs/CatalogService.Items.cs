using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <content>Catalogs that are made, and what comes into them and goes.</content>
public sealed partial class CatalogService
{
    /// <summary>Reads a catalog with the references of its items.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The catalog.</returns>
    public async Task<Catalog> GetAsync(EntityReference catalog, CancellationToken cancellationToken = default)
    {
        if (catalog is null)
            throw new ArgumentNullException(nameof(catalog));
        XElement document = await _channel.GetAsync(catalog.Href, "Catalog", cancellationToken).ConfigureAwait(false);
        return new Catalog(document.Attr("name") ?? "", document.Attr("href") ?? catalog.Href, document.Attr("id"), document.Links(), document.Tasks())
        {
            Description = document.Text(Ns.VCloud + "Description") ?? "",
            IsPublished = XmlReading.Bool(document.Text(Ns.VCloud + "IsPublished")) ?? false,
            Items = document.Element(Ns.VCloud + "CatalogItems").References(Ns.VCloud + "CatalogItem"),
        };
    }

    /// <summary>Reads an item of a catalog.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The item.</returns>
    public async Task<CatalogItem> GetItemAsync(EntityReference item, CancellationToken cancellationToken = default)
    {
        if (item is null)
            throw new ArgumentNullException(nameof(item));
        return ReadItem(await _channel.GetAsync(item.Href, "CatalogItem", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Makes a catalog in the organization of the session and waits until it is there.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The catalog.</returns>
    /// <exception cref="VCloudLinkMissingException">This session may not make catalogs.</exception>
    /// <exception cref="VCloudException">DUPLICATE_NAME: there is one.</exception>
    public async Task<Catalog> CreateAsync(string name, string description, CancellationToken cancellationToken = default)
    {
        Org org = await new OrgService(_channel).GetCurrentAsync(cancellationToken).ConfigureAwait(false);
        var body = new XElement(Ns.VCloud + "AdminCatalog", new XAttribute("name", name), new XElement(Ns.VCloud + "Description", description));
        XElement made = await _channel.PostAsync(org.Links.Require("add", MediaTypes.AdminCatalog).Href, body, MediaTypes.AdminCatalog, "AdminCatalog", cancellationToken).ConfigureAwait(false);
        foreach (VCloudTask task in made.Tasks())
            await new TaskService(_channel).WaitAsync(task, null, cancellationToken).ConfigureAwait(false);
        // The administrator's view of an object is its address with /admin/ put in (vCloud API, all versions); links for uploads are in the other one.
        string href = (made.Attr("href") ?? "").Replace("/api/admin/catalog/", "/api/catalog/");
        return await GetAsync(new EntityReference(name, href), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets all organizations read a catalog.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When it is published.</returns>
    /// <exception cref="VCloudLinkMissingException">This session may not publish it.</exception>
    public async Task PublishAsync(EntityReference catalog, CancellationToken cancellationToken = default)
    {
        if (catalog is null)
            throw new ArgumentNullException(nameof(catalog));
        XElement view = await _channel.GetAsync(catalog.Href.Replace("/api/catalog/", "/api/admin/catalog/"), "AdminCatalog", cancellationToken).ConfigureAwait(false);
        var body = new XElement(Ns.VCloud + "PublishCatalogParams", new XElement(Ns.VCloud + "IsPublished", true));
        await _channel.PostWithoutAnswerAsync(view.Links().Require("publish", MediaTypes.PublishCatalogParams).Href, body, MediaTypes.PublishCatalogParams, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes an item whose template waits for its files.</summary>
    /// <param name="catalog">The catalog, as it was read.</param>
    /// <param name="name">Name of the item and of the template.</param>
    /// <param name="description">What it is; at most 256 characters.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The item.</returns>
    /// <exception cref="VCloudLinkMissingException">This session may not upload into the catalog.</exception>
    /// <exception cref="VCloudException">DUPLICATE_NAME: the catalog has an item of that name.</exception>
    public async Task<CatalogItem> BeginUploadAsync(Catalog catalog, string name, string description, CancellationToken cancellationToken = default)
    {
        if (catalog is null)
            throw new ArgumentNullException(nameof(catalog));
        var body = new XElement(Ns.VCloud + "UploadVAppTemplateParams", new XAttribute("name", name), new XElement(Ns.VCloud + "Description", description));
        string href = catalog.Links.Require("add", MediaTypes.UploadVAppTemplateParams).Href;
        return ReadItem(await _channel.PostAsync(href, body, MediaTypes.UploadVAppTemplateParams, "CatalogItem", cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Sends a package to the template that waits for it, from where an earlier try was cut off, and waits until vCD has made the template of it.</summary>
    /// <param name="template">The template, as <see cref="BeginUploadAsync"/> gave it.</param>
    /// <param name="package">The package; it has to be the one that an earlier try sent.</param>
    /// <param name="options">Size of the pieces, and who is told; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the call; what was sent stays for another one.</param>
    /// <returns>The template, which can be used.</returns>
    /// <exception cref="VCloudTaskException">vCD could not make a template of it.</exception>
    /// <exception cref="OvfPackageException">The package does not fit what vCD waits for, or was changed meanwhile.</exception>
    public Task<VAppTemplate> UploadAsync(EntityReference template, OvfPackage package, UploadOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (template is null)
            throw new ArgumentNullException(nameof(template));
        if (package is null)
            throw new ArgumentNullException(nameof(package));
        return new TemplateUpload(_channel, this, template, package, options ?? new UploadOptions()).RunAsync(cancellationToken);
    }

    /// <summary>
    /// Takes an item out of its catalog, with what it is the entry of. An upload that still runs is canceled first. What is gone already is no error.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>When it is gone.</returns>
    /// <exception cref="VCloudLinkMissingException">This session may not remove it.</exception>
    public async Task RemoveItemAsync(EntityReference item, CancellationToken cancellationToken = default)
    {
        try
        {
            CatalogItem now = await GetItemAsync(item, cancellationToken).ConfigureAwait(false);
            if (now.Entity.Type is null || string.Equals(now.Entity.Type, MediaTypes.VAppTemplate, StringComparison.OrdinalIgnoreCase))
                await CancelTasksAsync(now.Entity, cancellationToken).ConfigureAwait(false);
            now = await GetItemAsync(item, cancellationToken).ConfigureAwait(false);
            await _channel.DeleteAsync(now.Links.Require("remove").Href, cancellationToken).ConfigureAwait(false);
        }
        catch (VCloudForbiddenException)
        {
            // vCD takes the item of an upload that is canceled away by itself; what is not there is forbidden.
        }
    }

    private async Task CancelTasksAsync(EntityReference template, CancellationToken cancellationToken)
    {
        var tasks = new TaskService(_channel);
        if ((await GetTemplateAsync(template, cancellationToken).ConfigureAwait(false)).RunningTask is not { } running)
            return;
        try
        {
            await tasks.CancelAsync(running, cancellationToken).ConfigureAwait(false);
            await tasks.WaitAsync(running, null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is VCloudTaskException or VCloudLinkMissingException)
        {
            // It has ended, this way or that.
        }
    }

    private static CatalogItem ReadItem(XElement item) => new(item.Attr("name") ?? "", item.Attr("href") ?? "", item.Attr("id"), item.Links(), item.Tasks(),
        item.Element(Ns.VCloud + "Entity").Reference() ?? throw new VCloudResponseException($"The catalog item \"{item.Attr("name")}\" names nothing that it is the entry of."))
    {
        Description = item.Text(Ns.VCloud + "Description") ?? "",
    };
}
