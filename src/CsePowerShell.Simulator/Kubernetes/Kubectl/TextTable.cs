using System.Text;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>Columns as kubectl and kubeadm print them: as wide as their widest cell and three blanks, nothing after the last.</summary>
internal static class TextTable
{
    public static string Write(IReadOnlyList<string[]> rows)
    {
        if (rows.Count == 0)
            return "";
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
                text.Append(column == row.Length - 1 ? row[column] : row[column].PadRight(widths[column] + 3));
            text.Append('\n');
        }
        return text.ToString();
    }
}
