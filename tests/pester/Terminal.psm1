# A terminal for PowerShell to run in, with somebody who presses Ctrl+C: what a console shows cannot be seen through a pipe.
$ErrorActionPreference = 'Stop'

# Why there is none here; empty where there is one.
function Get-TestTerminalObstacle {
    if (-not $IsLinux) { 'a pseudo-terminal is made with script(1) of Linux' }
    elseif (-not (Get-Command script -CommandType Application -ErrorAction Ignore)) { 'script(1) is not installed (bsdutils)' }
    else { '' }
}

<#
.SYNOPSIS
    Runs a script file in a terminal of 120 columns; returns ExitCode and Text, everything that was written to the terminal.
.PARAMETER StopAt
    Presses Ctrl+C when this pattern has appeared, and After more seconds have passed.
#>
function Invoke-TestTerminal {
    [CmdletBinding()]
    param([string] $Script, [string] $StopAt, [double] $After = 0.5, [hashtable] $Environment = @{}, [int] $Seconds = 120)

    $start = [Diagnostics.ProcessStartInfo]::new('script')
    # Where a shell began the run in the background, SIGINT is ignored by all that it starts: Ctrl+C would reach nobody.
    '-q', '-e', '-c', "stty cols 120 rows 40; exec env --default-signal=INT pwsh -NoProfile -File '$Script'", '/dev/null' | ForEach-Object { $start.ArgumentList.Add($_) }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = [string]$Environment[$name] }
    $start.Environment['TERM'] = 'xterm'
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $text = [Text.StringBuilder]::new()
    $buffer = [char[]]::new(4096)
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    $stopped = $false
    $answered = 0
    try {
        $reading = $process.StandardOutput.ReadAsync($buffer, 0, $buffer.Length)
        while ($true) {
            if ($reading.Wait(100)) {
                if ($reading.Result -eq 0) { break }
                $null = $text.Append($buffer, 0, $reading.Result)
                $reading = $process.StandardOutput.ReadAsync($buffer, 0, $buffer.Length)
            }

            # A terminal tells where its cursor is when it is asked, and .NET waits for that.
            $asked = [regex]::Matches($text.ToString(), "`e\[6n").Count
            for (; $answered -lt $asked; $answered++) {
                $process.StandardInput.Write("`e[1;1R")
                $process.StandardInput.Flush()
            }

            if ($StopAt -and -not $stopped -and $text.ToString() -match $StopAt) {
                Start-Sleep -Seconds $After
                $process.StandardInput.Write([char]3)
                $process.StandardInput.Flush()
                $stopped = $true
            }

            if ([datetime]::UtcNow -gt $deadline) { throw "It did not end within $Seconds s. The terminal shows: $text" }
        }

        $null = $process.WaitForExit(10000)
        [pscustomobject]@{ ExitCode = $process.ExitCode; Text = $text.ToString() }
    }
    finally {
        if (-not $process.HasExited) { $process.Kill($true) }
        $process.Dispose()
    }
}

# What is left of a terminal's text without the sequences that move and colour.
function Get-TestPlainText([string] $Text) {
    $Text -replace "`e\[[0-9;?]*[A-Za-z]" -replace "`e[=>]" -replace "`r"
}

Export-ModuleMember -Function *-Test*
