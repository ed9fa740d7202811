using System.Text;

namespace CsePowerShell.VCloud.Tests;

/// <summary>Documents as vCD sends them, cut down; written from the published schemas and the recorded answers described for them.</summary>
internal static class Fixtures
{
    public const string VAppHref = "https://vcd.example/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885";
    public const string VmHref = "https://vcd.example/api/vApp/vm-314172f1-1835-4598-b049-5c1d4dce39ad";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Hardware(string extra = "") =>
        $"""
        <ovf:VirtualHardwareSection xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:vcloud="http://www.vmware.com/vcloud/v1.5"
            xmlns:vmw="http://www.vmware.com/schema/ovf" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
            xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData"
            xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData"
            ovf:transport="" vcloud:href="{VmHref}/virtualHardwareSection/" vcloud:type="application/vnd.vmware.vcloud.virtualHardwareSection+xml">
          <ovf:Info>Virtual hardware requirements</ovf:Info>
          <ovf:System>
            <vssd:AutomaticRecoveryAction xsi:nil="true"/>
            <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
            <vssd:InstanceID>0</vssd:InstanceID>
            <vssd:VirtualSystemIdentifier>mstr-a1b2</vssd:VirtualSystemIdentifier>
            <vssd:VirtualSystemType>vmx-13</vssd:VirtualSystemType>
          </ovf:System>
          <ovf:Item>
            <rasd:Address>00:50:56:01:01:2a</rasd:Address>
            <rasd:AddressOnParent>0</rasd:AddressOnParent>
            <rasd:AllocationUnits xsi:nil="true"/>
            <rasd:AutomaticAllocation>true</rasd:AutomaticAllocation>
            <rasd:Connection vcloud:ipAddressingMode="POOL" vcloud:ipAddress="192.168.1.10" vcloud:primaryNetworkConnection="true">net1</rasd:Connection>
            <rasd:Description>Vmxnet3 ethernet adapter on "net1"</rasd:Description>
            <rasd:ElementName>Network adapter 0</rasd:ElementName>
            <rasd:InstanceID>1</rasd:InstanceID>
            <rasd:ResourceSubType>VMXNET3</rasd:ResourceSubType>
            <rasd:ResourceType>10</rasd:ResourceType>
          </ovf:Item>
          <ovf:Item>
            <rasd:Address>0</rasd:Address>
            <rasd:Description>SCSI Controller</rasd:Description>
            <rasd:ElementName>SCSI Controller 0</rasd:ElementName>
            <rasd:InstanceID>2</rasd:InstanceID>
            <rasd:ResourceSubType>lsilogic</rasd:ResourceSubType>
            <rasd:ResourceType>6</rasd:ResourceType>
          </ovf:Item>
          <ovf:Item>
            <rasd:AddressOnParent>0</rasd:AddressOnParent>
            <rasd:Description>Hard disk</rasd:Description>
            <rasd:ElementName>Hard disk 1</rasd:ElementName>
            <rasd:HostResource vcloud:capacity="16384" vcloud:busSubType="lsilogic" vcloud:busType="6"/>
            <rasd:InstanceID>2000</rasd:InstanceID>
            <rasd:Parent>2</rasd:Parent>
            <rasd:ResourceType>17</rasd:ResourceType>
            <rasd:VirtualQuantity>17179869184</rasd:VirtualQuantity>
            <rasd:VirtualQuantityUnits>byte</rasd:VirtualQuantityUnits>
          </ovf:Item>
          <ovf:Item vcloud:href="{VmHref}/virtualHardwareSection/cpu" vcloud:type="application/vnd.vmware.vcloud.rasdItem+xml">
            <rasd:AllocationUnits>hertz * 10^6</rasd:AllocationUnits>
            <rasd:Description>Number of Virtual CPUs</rasd:Description>
            <rasd:ElementName>2 virtual CPU(s)</rasd:ElementName>
            <rasd:InstanceID>4</rasd:InstanceID>
            <rasd:Reservation>0</rasd:Reservation>
            <rasd:ResourceType>3</rasd:ResourceType>
            <rasd:VirtualQuantity>2</rasd:VirtualQuantity>
            <rasd:Weight>0</rasd:Weight>
            <vmw:CoresPerSocket ovf:required="false">2</vmw:CoresPerSocket>
            <Link xmlns="http://www.vmware.com/vcloud/v1.5" rel="edit" href="{VmHref}/virtualHardwareSection/cpu" type="application/vnd.vmware.vcloud.rasdItem+xml"/>
          </ovf:Item>
          <ovf:Item>
            <rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits>
            <rasd:Description>Memory Size</rasd:Description>
            <rasd:ElementName>4096 MB of memory</rasd:ElementName>
            <rasd:InstanceID>5</rasd:InstanceID>
            <rasd:Reservation>0</rasd:Reservation>
            <rasd:ResourceType>4</rasd:ResourceType>
            <rasd:VirtualQuantity>4096</rasd:VirtualQuantity>
            <rasd:Weight>0</rasd:Weight>
          </ovf:Item>
          {extra}
          <Link xmlns="http://www.vmware.com/vcloud/v1.5" rel="edit" href="{VmHref}/virtualHardwareSection/" type="application/vnd.vmware.vcloud.virtualHardwareSection+xml"/>
        </ovf:VirtualHardwareSection>
        """;

    public static string VApp(string links = "", string lease = "<DeploymentLeaseInSeconds>0</DeploymentLeaseInSeconds><StorageLeaseInSeconds>2592000</StorageLeaseInSeconds><StorageLeaseExpiration>2026-04-01T12:00:00.000+02:00</StorageLeaseExpiration>") =>
        $"""
        <VApp xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" deployed="true" status="4" name="c1"
              id="urn:vcloud:vapp:484e63ae-a22d-4710-ba58-c33c0c2b4885" href="{VAppHref}" type="application/vnd.vmware.vcloud.vApp+xml">
          <Link rel="up" href="https://vcd.example/api/vdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2" type="application/vnd.vmware.vcloud.vdc+xml"/>
          {links}
          <Description>cluster c1</Description>
          <LeaseSettingsSection><ovf:Info>Lease settings section</ovf:Info>{lease}</LeaseSettingsSection>
          <NetworkConfigSection><ovf:Info>The configuration parameters for logical networks</ovf:Info>
            <NetworkConfig networkName="net1"><Configuration><FenceMode>bridged</FenceMode></Configuration><IsDeployed>true</IsDeployed></NetworkConfig>
          </NetworkConfigSection>
          <DateCreated>2026-03-01T11:00:00.000Z</DateCreated>
          <Owner><User href="https://vcd.example/api/admin/user/4e1fe1f6-44a4-4ee8-a1ab-758d66a1e90d" name="alice" type="application/vnd.vmware.admin.user+xml"/></Owner>
          <Children>
            {Vm()}
          </Children>
        </VApp>
        """;

    public static string Vm(string address = "", string password = "Gener4ted-pw!") =>
        $"""
        <Vm xmlns="http://www.vmware.com/vcloud/v1.5" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" needsCustomization="false" deployed="true" status="4" name="mstr-a1b2"
            id="urn:vcloud:vm:314172f1-1835-4598-b049-5c1d4dce39ad" href="{VmHref}" type="application/vnd.vmware.vcloud.vm+xml">
          <Link rel="undeploy" href="{VmHref}/action/undeploy" type="application/vnd.vmware.vcloud.undeployVAppParams+xml"/>
          {Hardware()}
          <NetworkConnectionSection><ovf:Info/><PrimaryNetworkConnectionIndex>0</PrimaryNetworkConnectionIndex>
            <NetworkConnection network="net1" needsCustomization="false"><NetworkConnectionIndex>0</NetworkConnectionIndex>{address}<IsConnected>true</IsConnected>
              <MACAddress>00:50:56:01:01:2a</MACAddress><IpAddressAllocationMode>POOL</IpAddressAllocationMode></NetworkConnection>
          </NetworkConnectionSection>
          <GuestCustomizationSection><ovf:Info/><Enabled>true</Enabled><AdminPasswordEnabled>true</AdminPasswordEnabled><AdminPasswordAuto>true</AdminPasswordAuto>
            <AdminPassword>{password}</AdminPassword><ResetPasswordRequired>false</ResetPasswordRequired><CustomizationScript>#!/bin/bash</CustomizationScript><ComputerName>mstr-a1b2</ComputerName>
          </GuestCustomizationSection>
          <VAppScopedLocalId>x</VAppScopedLocalId>
          <StorageProfile href="https://vcd.example/api/vdcStorageProfile/c87b2a7c-fcab-4f8a-bef3-3ece59366c38" name="gold" type="application/vnd.vmware.vcloud.vdcStorageProfile+xml"/>
        </Vm>
        """;

    public const string Vdc =
        """
        <Vdc xmlns="http://www.vmware.com/vcloud/v1.5" status="1" name="ovdc1" id="urn:vcloud:vdc:decce037-5b9a-4de0-87f0-18baa9e2b0d2"
             href="https://vcd.example/api/vdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2" type="application/vnd.vmware.vcloud.vdc+xml">
          <Link rel="up" href="https://vcd.example/api/org/8f03aa58-b618-4c32-836b-dc6b612ed3a4" type="application/vnd.vmware.vcloud.org+xml"/>
          <Link rel="add" href="https://vcd.example/api/vdc/decce037-5b9a-4de0-87f0-18baa9e2b0d2/action/composeVApp" type="application/vnd.vmware.vcloud.composeVAppParams+xml"/>
          <Description/>
          <AllocationModel>AllocationVApp</AllocationModel>
          <ComputeCapacity>
            <Cpu><Units>MHz</Units><Allocated>0</Allocated><Limit>20000</Limit><Reserved>0</Reserved><Used>4000</Used><Overhead>0</Overhead></Cpu>
            <Memory><Units>MB</Units><Allocated>0</Allocated><Limit>0</Limit><Reserved>0</Reserved><Used>8192</Used><Overhead>0</Overhead></Memory>
          </ComputeCapacity>
          <ResourceEntities>
            <ResourceEntity href="https://vcd.example/api/vApp/vapp-484e63ae-a22d-4710-ba58-c33c0c2b4885" name="c1" type="application/vnd.vmware.vcloud.vApp+xml"/>
            <ResourceEntity href="https://vcd.example/api/vAppTemplate/vappTemplate-c7e259a8-04b0-4305-a9da-d3b943bf33ed" name="t" type="application/vnd.vmware.vcloud.vAppTemplate+xml"/>
          </ResourceEntities>
          <AvailableNetworks>
            <Network href="https://vcd.example/api/network/fa31055c-29dc-4ea1-865f-01fdb64364b7" name="net1" type="application/vnd.vmware.vcloud.network+xml"/>
          </AvailableNetworks>
          <NicQuota>0</NicQuota><NetworkQuota>20</NetworkQuota><UsedNetworkCount>1</UsedNetworkCount><VmQuota>50</VmQuota><IsEnabled>true</IsEnabled>
          <VdcStorageProfiles>
            <VdcStorageProfile href="https://vcd.example/api/vdcStorageProfile/c87b2a7c-fcab-4f8a-bef3-3ece59366c38" name="gold" type="application/vnd.vmware.vcloud.vdcStorageProfile+xml"/>
          </VdcStorageProfiles>
        </Vdc>
        """;
}
