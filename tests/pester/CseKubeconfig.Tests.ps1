BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
    $noKubectl = $noGuests -or -not (Get-Command kubectl -CommandType Application -ErrorAction Ignore)
}

Describe 'Get-, Import- and Remove-CseKubeconfig' -Skip:$noGuests {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        Import-Module (Get-TestModulePath) -Force
        $cluster = (Get-SharedTestCluster).Cluster
        $before = $env:KUBECONFIG
    }

    BeforeEach {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive ([guid]::NewGuid().ToString('N')))).FullName
        $config = Join-Path $folder 'config'
        $env:KUBECONFIG = $config
    }

    AfterAll { $env:KUBECONFIG = $before }

    It 'shows a kubeconfig without its secrets, which -Raw gives' {
        $shown = $cluster | Get-CseKubeconfig
        $shown.ContextName | Should -Be 'shared'
        $shown.ApiServer | Should -BeLike 'https://*:6443'
        $shown.CertificateExpires | Should -BeGreaterThan ((Get-Date).AddDays(1))
        ($shown | Format-List * | Out-String) + ($shown | ConvertTo-Json) + ($shown | Out-String) | Should -Not -Match 'key-data|LS0t'
        $raw = Get-CseKubeconfig shared -Raw
        $raw | Should -BeOfType string
        $raw | Should -Be $shown.GetText()
        $raw | Should -Match 'client-key-data'
    }

    It 'puts the context where kubectl finds it' -Skip:$noKubectl {
        $done = $cluster | Import-CseKubeconfig
        $done.Action | Should -Be 'Added'
        $done.Path | Should -Be $config
        $done.IsCurrent | Should -BeTrue
        kubectl config current-context | Should -Be 'shared'
        kubectl --request-timeout=20s get nodes --no-headers | Should -HaveCount 2
        if (-not $IsWindows) { (Get-Item $config).UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
    }

    It 'lives with what kubectl itself writes into the file, mark included' -Skip:$noKubectl {
        kubectl config set-cluster other --server=https://other:6443 | Out-Null
        kubectl config set-credentials other --exec-command=no-such-plugin --exec-api-version=client.authentication.k8s.io/v1beta1 --exec-arg=get-token | Out-Null
        kubectl config set-context other --cluster=other --user=other --namespace=team | Out-Null
        kubectl config use-context other | Out-Null
        $cluster | Import-CseKubeconfig | Out-Null
        kubectl config current-context | Should -Be 'other'
        kubectl config view -o 'jsonpath={.users[?(@.name=="other")].user.exec.args}' | Should -Be '["get-token"]'

        kubectl config rename-context shared renamed | Out-Null
        kubectl config set-context renamed --namespace=kube-system | Out-Null
        $removed = $cluster | Remove-CseKubeconfig
        $removed.Context | Should -Be 'renamed'
        kubectl config get-contexts -o name | Should -Be 'other'
        kubectl config view -o 'jsonpath={.users[*].name}' | Should -Be 'other'
        $LASTEXITCODE | Should -Be 0
    }

    It 'keeps a namespace and a proxy that the user gave, and replaces the rest' -Skip:$noKubectl {
        $cluster | Import-CseKubeconfig | Out-Null
        kubectl config set-context shared --namespace=team | Out-Null
        kubectl config set clusters.shared.proxy-url http://proxy:3128 | Out-Null
        kubectl config set clusters.shared.server https://old:6443 | Out-Null
        ($cluster | Import-CseKubeconfig).Action | Should -Be 'Replaced'
        kubectl config view --minify -o 'jsonpath={.contexts[0].context.namespace} {.clusters[0].cluster.proxy-url} {.clusters[0].cluster.server}' |
            Should -Match '^team http://proxy:3128 https://127\.'
    }

    It 'reads several files as kubectl does' -Skip:$noKubectl {
        $second = Join-Path $folder 'second'
        $env:KUBECONFIG = $config, $second -join [IO.Path]::PathSeparator
        'apiVersion: v1', 'kind: Config' | Set-Content $second
        ($cluster | Import-CseKubeconfig -SetCurrent).Path | Should -Be $second
        kubectl config current-context | Should -Be 'shared'
        kubectl --request-timeout=20s get nodes --no-headers | Should -HaveCount 2
        $config | Should -Not -Exist
    }

    It 'loses no change while kubectl changes the file as well' -Skip:$noKubectl {
        $cluster | Import-CseKubeconfig -ContextName c0 | Out-Null
        $kubectl = Start-Process kubectl -ArgumentList 'config', 'view' -PassThru -RedirectStandardOutput (Join-Path $folder 'out')
        $kubectl.WaitForExit()
        $writer = Start-ThreadJob { 1..15 | ForEach-Object { do { kubectl config set-context "k$_" --cluster=x --user=y 2>$null | Out-Null } until ($LASTEXITCODE -eq 0) } }
        1..10 | ForEach-Object { $cluster | Import-CseKubeconfig -ContextName "c$_" | Out-Null }
        $null = $writer | Wait-Job -Timeout 60 | Receive-Job
        $names = kubectl config get-contexts -o name
        $names | Should -HaveCount 26
    }

    It 'leaves a file alone that is no kubeconfig, and says why: <Text>' -ForEach @(
        @{ Text = "a: [`n" }, @{ Text = "contexts:`n`t- name: x`n" }, @{ Text = "users: {name: x}`n" }
    ) {
        [IO.File]::WriteAllText($config, $Text)
        { $cluster | Import-CseKubeconfig -ErrorAction Stop } | Should -Throw -ErrorId 'CseBadRequest,*'
        [IO.File]::ReadAllText($config) | Should -BeExactly $Text
        Get-ChildItem $folder -Force | Should -HaveCount 1
    }

    It 'changes nothing with -WhatIf' {
        $cluster | Import-CseKubeconfig -WhatIf
        $config | Should -Not -Exist
        $cluster | Import-CseKubeconfig | Out-Null
        $text = [IO.File]::ReadAllText($config)
        $cluster | Remove-CseKubeconfig -WhatIf
        Remove-CseKubeconfig -ContextName * -WhatIf
        [IO.File]::ReadAllText($config) | Should -BeExactly $text
    }

    It 'completes names of contexts from the disk' {
        $cluster | Import-CseKubeconfig -ContextName prod | Out-Null
        (Get-TestCompletion 'Remove-CseKubeconfig -ContextName p').CompletionText | Should -Be 'prod'
    }

    It 'binds a copy of a cluster that went through a job' {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($cluster))
        ($copy | Import-CseKubeconfig).ClusterId | Should -Be $cluster.Id
        ($copy | Remove-CseKubeconfig).Action | Should -Be 'Removed'
    }

    It 'removes what belongs to clusters that are gone, and nothing else' {
        $cluster | Import-CseKubeconfig | Out-Null
        $gone = [IO.File]::ReadAllText($config) -replace [regex]::Escape($cluster.Id), [guid]::NewGuid()
        Remove-CseKubeconfig -Stale | Should -BeNullOrEmpty
        [IO.File]::WriteAllText($config, $gone)
        (Remove-CseKubeconfig -Stale).Context | Should -Be 'shared'
    }
}
