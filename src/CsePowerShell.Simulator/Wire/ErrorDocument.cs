using System.Xml.Linq;
using CsePowerShell.Simulator.Tasks;

namespace CsePowerShell.Simulator.Wire;

internal static class ErrorDocument
{
    public static XElement Write(int major, string minor, string message) => Write(new TaskError(major, minor, message));

    public static XElement Write(TaskError error) =>
        X.E("Error", X.A("majorErrorCode", error.Major), X.A("minorErrorCode", error.Minor), X.A("message", error.Message),
            X.A("stackTrace", error.StackTrace));
}
