using System.Xml.Linq;

namespace CsePowerShell.VCloud;

/// <summary>The XML namespaces of the vCloud API.</summary>
internal static class Ns
{
    public static readonly XNamespace VCloud = "http://www.vmware.com/vcloud/v1.5";
    public static readonly XNamespace Extension = "http://www.vmware.com/vcloud/extension/v1.5";
    public static readonly XNamespace Versions = "http://www.vmware.com/vcloud/versions";
    public static readonly XNamespace Ovf = "http://schemas.dmtf.org/ovf/envelope/1";
    public static readonly XNamespace Rasd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData";
    public static readonly XNamespace Vssd = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData";
    public static readonly XNamespace Vmw = "http://www.vmware.com/schema/ovf";
    public static readonly XNamespace Xsi = "http://www.w3.org/2001/XMLSchema-instance";
}
