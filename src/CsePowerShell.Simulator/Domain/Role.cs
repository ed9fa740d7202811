namespace CsePowerShell.Simulator.Domain;

/// <summary>What a role may do, as far as it decides about a link or a refusal.</summary>
[Flags]
internal enum Rights
{
    None = 0,
    ComposeVApp = 1,
    DeleteVApp = 2,
    EditVApp = 4,
    EditHardware = 8,
    PowerVApp = 16,
    ShareVApp = 32,
    ChangeOwner = 64,
    ViewEveryVApp = 128,
    ViewPublishedCatalogs = 256,
    ViewOrganization = 512,
    ViewVdc = 1024,
    UpdateTask = 2048,
    Administer = 4096,
    System = 8192,
    CreateCatalog = 16384,
    UploadTemplate = 32768,
}

/// <summary>One of vCD's predefined roles.</summary>
internal sealed class Role(Guid id, string name, Rights rights) : Entity(EntityKind.Role, id, name)
{
    public Rights Rights { get; } = rights;

    private const Rights User = Rights.DeleteVApp | Rights.EditVApp | Rights.PowerVApp | Rights.ShareVApp | Rights.ViewOrganization | Rights.ViewVdc;
    private const Rights Author = User | Rights.ComposeVApp | Rights.EditHardware | Rights.ViewPublishedCatalogs;
    private const Rights Administrator = Author | Rights.ChangeOwner | Rights.ViewEveryVApp | Rights.Administer | Rights.CreateCatalog
        | Rights.UploadTemplate;

    public static readonly Role SystemAdministrator = new(Fixed(1), "System Administrator", Administrator | Rights.UpdateTask | Rights.System);
    public static readonly Role OrganizationAdministrator = new(Fixed(2), "Organization Administrator", Administrator);
    public static readonly Role VAppAuthor = new(Fixed(3), "vApp Author", Author);
    public static readonly Role VAppUser = new(Fixed(4), "vApp User", User);
    public static readonly Role ConsoleAccessOnly = new(Fixed(5), "Console Access Only", Rights.ViewOrganization | Rights.ViewVdc);

    public static IReadOnlyList<Role> All { get; } = [SystemAdministrator, OrganizationAdministrator, VAppAuthor, VAppUser, ConsoleAccessOnly];

    private static Guid Fixed(int number) => new($"5a1e0000-0000-4000-8000-{number:x12}");
}
