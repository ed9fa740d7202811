namespace CsePowerShell.VCloud;

/// <summary>What it usually means when vCD leaves a link out. The names of rights are those of vCD's role editor.</summary>
internal static class MissingLinks
{
    public static string Describe(string entityName, string rel, string? type)
    {
        string what = type is null ? $"'{rel}'" : $"'{rel}' of type {type}";
        return $"vCloud Director does not offer the action {what} on \"{entityName}\". {Meaning(rel, type)}";
    }

    private static string Meaning(string rel, string? type) => (rel, type) switch
    {
        ("add", MediaTypes.ComposeVAppParams) =>
            "Usually the user's role lacks the right \"vApp: Create / Reconfigure\", or the VDC is disabled; ask the organization's administrator.",
        ("add", MediaTypes.Metadata) => "Usually the user's role lacks the right \"vApp: Edit Properties\".",
        ("add", MediaTypes.UploadVAppTemplateParams) =>
            "Usually the catalog belongs to another organization or is shared read-only, or the user's role lacks the right \"vApp Template / Media: Create / Upload\".",
        ("add", MediaTypes.AdminCatalog) => "Usually the user's role lacks the right \"Catalog: Create / Delete a Catalog\".",
        ("add", _) => "Usually the user's role lacks the right to create such an object here.",
        ("recompose", _) =>
            "Usually another task is running on the vApp (wait for it to end), or the vApp is shared read-only, or the user's role lacks the right \"vApp: Create / Reconfigure\".",
        ("remove", _) => "Usually the object is still deployed (undeploy it first, or delete by force), or the user's role lacks the right \"vApp: Delete\".",
        ("deploy" or "undeploy" or "power:powerOn" or "power:powerOff", _) =>
            "Usually the object is in that power state already, a task is running on it, or the user's role lacks the right \"vApp: Power Operations\".",
        ("task:cancel", _) => "The task has ended, has not started yet, or cannot be canceled.",
        ("down", MediaTypes.Org) => "The session belongs to no organization.",
        ("down", _) => "Usually the user's role lacks the right to see it.",
        ("edit" or "reconfigureVm", _) => "Usually a task is running on the object, or the user's role lacks the right to change it.",
        _ => "Usually the user's role lacks the right, or the object's state does not allow it now.",
    };
}
