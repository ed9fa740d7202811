using CsePowerShell.Packaging.Help;
using CsePowerShell.Packaging.Layout;
using CsePowerShell.Packaging.Package;

namespace CsePowerShell.Packaging;

/// <summary>What build.cs calls after the compiler.</summary>
internal static class CommandLine
{
    private const string Usage = """
        CsePowerShell.Packaging: from compiled assemblies to what people install.

          layout  ROOT CONFIGURATION   The module in artifacts/module/CsePowerShell, help included.
          package ROOT CONFIGURATION   Of that, the gallery's nupkg and the offline zip in artifacts/package.
        """;

    public static int Run(string[] args)
    {
        if (args is not [string task, string root, string configuration])
        {
            Console.Error.WriteLine(Usage);
            return 2;
        }

        Checkout checkout = new(Path.GetFullPath(root), configuration);
        try
        {
            switch (task)
            {
                case "layout":
                    LayOut(checkout);
                    return 0;
                case "package":
                    Pack(checkout);
                    return 0;
                default:
                    Console.Error.WriteLine(Usage);
                    return 2;
            }
        }
        catch (PackagingException fault)
        {
            Console.Error.WriteLine($"packaging: {fault.Message}");
            return 1;
        }
    }

    private static void LayOut(Checkout checkout)
    {
        ModuleFolder module = ModuleFolder.LayOut(checkout);
        ModuleAssembly assembly = ModuleAssembly.Load(module.CmdletAssembly, checkout.Output("CsePowerShell"));
        module.WriteHelp(MamlWriter.Write(HelpMaker.Make(assembly, checkout.HelpPages)));
        ThirdPartyNotices.Write(module, checkout);
    }

    private static void Pack(Checkout checkout)
    {
        ModuleFolder module = ModuleFolder.Open(checkout);
        ContentList.Read(checkout.ContentList).Check(module);
        foreach (string file in new[] { GalleryPackage.Write(module, checkout.Packages), OfflineZip.Write(module, checkout.Packages) })
        {
            Console.WriteLine($"package: {Path.GetRelativePath(checkout.Root, file)} ({new FileInfo(file).Length / 1024:N0} KB)");
        }
    }
}
