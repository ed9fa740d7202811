# The runbooks of examples/, run as they stand, one after the other in one simulated cloud: each finds what the one before has left.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
}

Describe 'The runbooks, one after the other in one cloud' -Skip:$noGuests {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        Import-Module (Get-TestModulePath) -Force
        $folder = Join-Path $PSScriptRoot '../../examples'
        $simulator = Start-TestSimulator
        $admin = Connect-TestSimulator $simulator System administrator
        $option = @{ CertificateThumbprint = $simulator.Thumbprint; NodeSshPort = $simulator.SshPort; SshKeyPath = Join-Path $simulator.Folder 'key' }
        $fleet = Join-Path $simulator.Folder 'fleet.csv'
        $result = Join-Path $simulator.Folder 'result.csv'

        function Set-Fleet([string[]] $Row) {
            @('Org,Vdc,Name,Workers,Cpu,MemoryMB,Template,StorageProfile,Network,State'; $Row) | Set-Content $fleet
        }

        function Invoke-Sync([hashtable] $With = @{}) {
            & (Join-Path $folder 'Sync-ClusterFleet.ps1') $fleet -ResultPath $result -PlanPath (Join-Path $simulator.Folder 'plan.csv') -MaxDeletePercent 100 @With -Confirm:$false
        }

        $web = 'acme,acme-vdc,web,1,,,ubuntu-24.04_k8s-1.31,,acme-net,present'
        $same = 'globex,globex-vdc,web,1,,,ubuntu-24.04_k8s-1.31,,globex-net,present'
    }

    AfterAll { $simulator | Stop-TestSimulator }

    It 'Sync-ClusterFleet.ps1 makes what is missing, in both organizations, and a bad row costs only itself' {
        Set-Fleet $web, $same, 'acme,acme-vdc,bad,many,,,ubuntu-24.04_k8s-1.31,,acme-net,present', 'acme,nowhere,lost,1,,,ubuntu-24.04_k8s-1.31,,acme-net,present'
        $rows = Invoke-Sync
        $LASTEXITCODE | Should -Be 1
        $rows | ForEach-Object { '{0}/{1} {2} {3}' -f $_.Org, $_.Name, $_.Action, $_.Status } | Should -Be 'acme/web Create Converged', 'globex/web Create Converged', 'acme/bad Conflict Failed', 'acme/lost Create Failed'
        ($rows | Where-Object Name -EQ 'lost').ErrorCode | Should -Be 'CseNotFound'
        (Import-Csv $result).Count | Should -Be 4
        (Get-CseCluster web | Sort-Object Org).Org | Should -Be 'acme', 'globex'
    }

    It 'Sync-ClusterFleet.ps1 changes nothing the second time, with one list' {
        Set-Fleet $web, $same
        $before = $admin.RequestCount
        $rows = Invoke-Sync
        $LASTEXITCODE | Should -Be 0
        $rows.Action | Should -Be 'NoChange', 'NoChange'
        $admin.RequestCount - $before | Should -BeLessOrEqual 2
    }

    It 'Sync-ClusterFleet.ps1 with -WhatIf plans and does nothing' {
        Set-Fleet ($web -replace ',web,1,', ',web,2,')
        $rows = Invoke-Sync @{ WhatIf = $true }
        $rows.Action, $rows.Status | Should -Be 'Scale', 'Planned'
        (Get-CseCluster web -Org acme).WorkerCount | Should -Be 1
    }

    It 'Sync-ClusterFleet.ps1 deletes no more than it may, and nothing at all when it would' {
        Set-Fleet ($web -replace 'present', 'absent'), ($same -replace 'present', 'absent')
        { Invoke-Sync @{ MaxDelete = 1 } } | Should -Throw '*delete 2 of 2*'
        Get-CseCluster | Should -HaveCount 2
    }

    It 'Resize-OrgCluster.ps1 touches one organization and is done the second time' {
        $row = & (Join-Path $folder 'Resize-OrgCluster.ps1') -TargetOrg acme -WorkerCount 2 -Confirm:$false
        $LASTEXITCODE | Should -Be 0
        $row.Status | Should -Be 'Resized'
        (& (Join-Path $folder 'Resize-OrgCluster.ps1') -TargetOrg acme -WorkerCount 2 -Confirm:$false).Status | Should -Be 'NoChange'
        (Get-CseCluster web -Org globex).WorkerCount | Should -Be 1
    }

    It 'Switch-ClusterNode.ps1 puts a new node in the place of a bad one, and does nothing for a sound cluster' {
        $cluster = Get-CseCluster web -Org acme
        $bad = (Get-CseNode $cluster -Role Worker)[0].Name
        $steps = & (Join-Path $folder 'Switch-ClusterNode.ps1') $cluster.Id -Node $bad -Confirm:$false
        $LASTEXITCODE | Should -Be 0
        $steps.Step | Should -Be 'Add', 'Remove'
        $steps.Result | Should -Be 'Done', 'Done'
        $nodes = Get-CseNode $cluster -Role Worker
        $nodes | Should -HaveCount 2
        $nodes.Name | Should -Not -Contain $bad
        & (Join-Path $folder 'Switch-ClusterNode.ps1') $cluster.Id -Confirm:$false | Should -BeNullOrEmpty
    }

    It 'New-FleetReport.ps1 tells of every organization, and of what has changed' {
        $csv = Join-Path $simulator.Folder 'report.csv'
        $html = Join-Path $simulator.Folder 'report.html'
        $rows = & (Join-Path $folder 'New-FleetReport.ps1') -CsvPath $csv -HtmlPath $html -Title 'A <b> & "c"'
        $rows | ForEach-Object { '{0} {1} {2}' -f $_.Org, $_.Cluster, $_.Workers } | Should -Be 'acme web 2', 'globex web 1'
        (Import-Csv $csv)[0].VCpu | Should -Be 6
        $page = Get-Content $html -Raw
        [regex]::Matches($page, '<svg ').Count | Should -Be 2
        $page | Should -Match ([regex]::Escape('<h1>A &lt;b&gt; &amp; &quot;c&quot;</h1>'))
        $page | Should -Not -Match '<script|<link|src=|https?://(?!www\.w3\.org/2000/svg)(?!127\.)'
        $null = [xml]($page -replace '<!DOCTYPE html>' -replace '<meta ([^>]*)>', '<meta $1/>')

        (Get-Content $csv) -replace [regex]::Escape($rows[1].Id), 'gone' -replace '"2"', '"9"' | Set-Content $csv
        $changes = & (Join-Path $folder 'New-FleetReport.ps1') -PreviousPath $csv -HtmlPath $html
        $changes | ForEach-Object { "$($_.Change) $($_.Org)" } | Should -Be 'Changed acme', 'New globex', 'Gone globex'
    }

    It 'Save-SupportBundle.ps1 writes bundles for clusters that are not sound, and they have no secret' {
        $bundles = Join-Path $simulator.Folder 'bundles'
        $cluster = Get-CseCluster web -Org acme
        & (Join-Path $folder 'Save-SupportBundle.ps1') -Folder $bundles | ForEach-Object Sound | Should -Be $true, $true
        $LASTEXITCODE | Should -Be 0
        $token = 'abcdef.0123456789abcdef'
        Invoke-CseNodeCommand $cluster -Command 'printf "kubeadm join --token %s\npassword=hunter22\n-----BEGIN RSA PRIVATE KEY-----\nQUJD\n-----END RSA PRIVATE KEY-----\n" "$1" >>/var/log/cloud-init-output.log; cat /etc/kubernetes/admin.conf >>/var/log/cloud-init-output.log 2>/dev/null' -ArgumentList $token | Out-Null
        $row = & (Join-Path $folder 'Save-SupportBundle.ps1') -Folder $bundles -All | Where-Object Org -EQ acme
        $unpacked = Join-Path $simulator.Folder 'unpacked'
        Expand-Archive $row.Bundle $unpacked
        $files = Get-ChildItem $unpacked -Recurse -File
        $files.Name | Should -Contain 'vapp.xml'
        $files.Name | Should -Contain 'manifest.json'
        @($files | Where-Object Extension -EQ '.log').Count | Should -Be 3
        $key = ((Get-CseKubeconfig $cluster -Raw) -split "`n" | Where-Object { $_ -match 'client-key-data:\s*(\S+)' } | ForEach-Object { $Matches[1] })
        foreach ($secret in $token, 'hunter22', 'QUJD', 'Passw0rd!', $key, 'eyJ', 'password', 'client-key-data', 'x-vcloud-authorization', 'PRIVATE KEY') {
            $files | Select-String -SimpleMatch $secret | Should -BeNullOrEmpty -Because "'$secret' must not be in a bundle"
        }
    }

    It 'AzureAutomation.ps1 does it with what an Automation account has, and fails when a row does' {
        function global:Get-AutomationPSCredential { Get-TestCredential administrator@System }
        function global:Get-AutomationVariable { Get-Content $fleet -Raw }
        try {
            Set-Fleet ($web -replace ',web,1,', ',web,2,'), $same
            $said = & (Join-Path $folder 'AzureAutomation.ps1') -Server $simulator.Server -ConnectionOption $option
            "$said" | Should -Match 'NoChange'
            Set-Fleet ($web -replace ',web,1,', ',web,2,'), 'acme,acme-vdc,bad,x,,,t,,n,present'
            { & (Join-Path $folder 'AzureAutomation.ps1') -Server $simulator.Server -ConnectionOption $option } | Should -Throw '*1 of 2 rows*bad (Conflict)*'
        }
        finally {
            Remove-Item function:Get-AutomationPSCredential, function:Get-AutomationVariable
        }
    }

    It 'New-NightlyTask.ps1 makes a task whose command line runs, and ends with the exit code of the script' {
        $credential = Join-Path $simulator.Folder "it's the user.xml"
        Get-TestCredential administrator | Export-Clixml -LiteralPath $credential
        $xml = & (Join-Path $folder 'New-NightlyTask.ps1') -FleetPath $fleet -Server $simulator.Server -Org System -CredentialPath $credential -Account 'CORP\cse$' `
            -LogFolder $simulator.Folder -At 02:30 -DefinitionPath (Join-Path $simulator.Folder 'task.xml')
        $task = [xml](Get-Content $xml -Raw)
        $task.Task.Principals.Principal.UserId | Should -Be 'CORP\cse$'
        $task.Task.Triggers.CalendarTrigger.StartBoundary | Should -BeLike '*T02:30:00'
        $arguments = $task.Task.Actions.Exec.Arguments -split ' '
        $formerPath = $env:PSModulePath
        $env:PSModulePath = (Split-Path (Split-Path (Get-TestModulePath))) + [IO.Path]::PathSeparator + $env:PSModulePath
        try {
            # The task's server has a certificate that its machine trusts; this one is told of another way.
            $line = [Text.Encoding]::Unicode.GetString([Convert]::FromBase64String($arguments[-1])).Replace(' -PlanPath', " -ConnectionOption @{ CertificateThumbprint = '$($simulator.Thumbprint)' } -PlanPath")
            Set-Fleet ($web -replace ',web,1,', ',web,2,')
            $said = pwsh -NoProfile -NonInteractive -OutputFormat Text -EncodedCommand ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($line))) *>&1 | ForEach-Object { "$_" }
            $LASTEXITCODE | Should -Be 0 -Because ($said -join "`n")
            Set-Fleet 'acme,acme-vdc,bad,x,,,t,,n,present'
            pwsh -NoProfile -NonInteractive -EncodedCommand ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($line))) | Out-Null
            $LASTEXITCODE | Should -Be 1
        }
        finally {
            $env:PSModulePath = $formerPath
        }
    }

    It 'Sync-ClusterFleet.ps1 deletes what is to be absent when told to' {
        # The runbooks signed in as the same user, and took the connection along when they ended.
        $null = Connect-TestSimulator $simulator System administrator
        Set-Fleet ($web -replace 'present', 'absent'), $same
        $rows = Invoke-Sync @{ Force = $true }
        $LASTEXITCODE | Should -Be 0
        $rows.Action | Should -Be 'Delete', 'NoChange'
        Get-CseCluster | ForEach-Object Org | Should -Be 'globex'
    }
}
