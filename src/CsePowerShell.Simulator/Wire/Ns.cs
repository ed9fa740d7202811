using System.Xml.Linq;

namespace CsePowerShell.Simulator.Wire;

/// <summary>The XML namespaces of the vCloud API, with the prefixes they are written with.</summary>
internal static class Ns
{
    public static readonly XNamespace VCloud = "http://www.vmware.com/vcloud/v1.5";
    public static readonly XNamespace Extension = "http://www.vmware.com/vcloud/extension/v1.5";
    public static readonly XNamespace Versions = "http://www.vmware.com/vcloud/versions";
    public static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";
    public static readonly XNamespace Rasd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";
    public static readonly XNamespace Vssd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData";
    public static readonly XNamespace Vmw = "http://www.vmware.com/schema/ovf";
    public static readonly XNamespace OvfEnvironment = "http://schemas.dmtf.org/ovf/environment/1";
    public static readonly XNamespace VmwareEnvironment = "http://www.vmware.com/schema/ovfenv";
    public static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";

    private static readonly Dictionary<XNamespace, string> s_prefixes = new()
    {
        [VCloud] = "vcloud", [Extension] = "vmext", [Ovf] = "ovf", [Rasd] = "rasd", [Vssd] = "vssd", [Vmw] = "vmw", [Xsi] = "xsi",
        [OvfEnvironment] = "ovfenv", [VmwareEnvironment] = "ve",
    };

    /// <summary>
    /// Declares on the root what the document uses: its elements' own namespace as the default, the others by prefix. Attributes have no default
    /// namespace, so the vCloud attributes inside OVF items get a prefix too.
    /// </summary>
    public static XElement Declare(XElement root)
    {
        HashSet<XNamespace> used = [];
        foreach (XElement element in root.DescendantsAndSelf())
        {
            used.Add(element.Name.Namespace);
            foreach (XAttribute attribute in element.Attributes())
                if (!attribute.IsNamespaceDeclaration && attribute.Name.Namespace != XNamespace.None && attribute.Name.Namespace != XNamespace.Xml)
                    used.Add(attribute.Name.Namespace);
        }

        bool attributesNeedCore = root.DescendantsAndSelf().Attributes().Any(attribute => attribute.Name.Namespace == VCloud);
        XNamespace home = root.Name.Namespace == Ovf ? XNamespace.None : root.Name.Namespace;
        if (home != XNamespace.None) root.Add(new XAttribute("xmlns", home.NamespaceName));
        foreach (XNamespace other in used)
            if ((other != home || (other == VCloud && attributesNeedCore)) && s_prefixes.TryGetValue(other, out string? prefix))
                root.Add(new XAttribute(XNamespace.Xmlns + prefix, other.NamespaceName));
        return root;
    }
}
