# The ways to sign in other than with user and password in the command.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper'
    $trust = @{ CertificateThumbprint = $simulator.Thumbprint }

    # As vCD's own interface makes an API token for a user: register a client, then exchange the session's JWT for a token that lasts.
    function New-ApiToken([string] $Org, [string] $User) {
        $server = Connect-TestSimulator $simulator $Org $User -With @{ NotDefault = $true }
        $place = if ($Org -eq 'System') { 'provider' } else { "tenant/$Org" }
        $client = (Invoke-CseRestMethod "/oauth/$place/register" -Method Post -Body @{ client_name = 'pester' } -Server $server -Confirm:$false).client_id
        $login = "$(if ($Org -eq 'System') { '/provider' })"
        $pair = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes("${User}@${Org}:Passw0rd!"))
        $answer = Invoke-WebRequest "https://$($simulator.Server)/cloudapi/1.0.0/sessions$login" -Method Post -SkipCertificateCheck -Headers @{ Authorization = "Basic $pair"; Accept = "application/json;version=$($server.ApiVersion)" }
        $form = "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=$client&assertion=$($answer.Headers['X-VMWARE-VCLOUD-ACCESS-TOKEN'])"
        (Invoke-CseRestMethod "/oauth/$place/token" -Method Post -Body $form -ContentType 'application/x-www-form-urlencoded' -Server $server -Confirm:$false).refresh_token
    }

    function Get-Secure([string] $Text) { ConvertTo-SecureString $Text -AsPlainText -Force }
}

AfterAll { $simulator | Stop-TestSimulator }

Describe 'Connect-CseServer with an API token' {
    AfterEach { Disconnect-CseServer -All -Confirm:$false }

    It 'signs in as the user of the token: <Org>/<User>' -ForEach @{ Org = 'acme'; User = 'alice' }, @{ Org = 'System'; User = 'administrator' } {
        $token = New-ApiToken $Org $User
        $server = Connect-CseServer $simulator.Server -Org $Org -ApiToken (Get-Secure $token) @trust
        $server.Org, $server.User | Should -Be $Org, $User
        { Get-CseCluster } | Should -Not -Throw
    }

    It 'refuses a token of another organization, and one that is none, without showing it' {
        $token = New-ApiToken acme alice
        $failure = { Connect-CseServer $simulator.Server -Org globex -ApiToken (Get-Secure $token) @trust } | Should -Throw -ErrorId 'CseUnauthenticated,*' -PassThru
        "$($failure | Format-List * -Force | Out-String)$($failure.Exception)" | Should -Not -Match $token
        { Connect-CseServer $simulator.Server -Org acme -ApiToken (Get-Secure 'none') @trust } | Should -Throw -ErrorId 'CseUnauthenticated,*'
    }

    It 'is told by older servers that they take none' {
        { Connect-CseServer $simulator.Server -Org acme -ApiToken (Get-Secure 'x') -ApiVersion 35.0 @trust } | Should -Throw -ErrorId 'CseUnauthenticated,*'
    }
}

Describe 'Connect-CseServer with a secret of SecretManagement' {
    BeforeAll {
        # What its Get-Secret gives; the module need not be on the machine.
        $global:CseTestSecrets = @{ vcd = Get-TestCredential alice; vcdToken = Get-Secure (New-ApiToken acme alice); text = 'x' }
        function global:Get-Secret([string] $Name, [string] $Vault) { if ($global:CseTestSecrets.ContainsKey($Name)) { $global:CseTestSecrets[$Name] } else { throw "The secret $Name was not found." } }
    }

    AfterAll {
        Remove-Item function:Get-Secret
        Remove-Variable CseTestSecrets -Scope Global
    }

    AfterEach { Disconnect-CseServer -All -Confirm:$false }

    It 'takes a credential, and an API token as a secure string' {
        (Connect-CseServer $simulator.Server -Org acme -SecretName vcd @trust).User | Should -Be 'alice'
        (Connect-CseServer $simulator.Server -Org acme -SecretName vcdToken @trust).User | Should -Be 'alice'
    }

    It 'says what is wrong with a secret that is missing or something else' {
        { Connect-CseServer $simulator.Server -Org acme -SecretName none @trust } | Should -Throw '*none*'
        { Connect-CseServer $simulator.Server -Org acme -SecretName text @trust } | Should -Throw -ErrorId 'CseBadRequest,*'
    }
}

Describe 'Connect-CseServer with what PowerCLI has connected' {
    BeforeAll {
        $mine = Connect-TestSimulator $simulator -With @{ NotDefault = $true }
        $pair = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('bob@globex:Passw0rd!'))
        $answer = Invoke-WebRequest "https://$($simulator.Server)/cloudapi/1.0.0/sessions" -Method Post -SkipCertificateCheck -Headers @{ Authorization = "Basic $pair"; Accept = "application/json;version=$($mine.ApiVersion)" }

        # Looks like PowerCLI's CIServer; its assemblies are not needed.
        $ci = [pscustomobject]@{
            Name = $simulator.Server.Split(':')[0]; Port = [int]$simulator.Server.Split(':')[1]; ServiceUri = [uri]"https://$($simulator.Server)/api/"
            User = 'bob'; Org = 'globex'; IsConnected = $true; SessionSecret = "$($answer.Headers['X-VMWARE-VCLOUD-ACCESS-TOKEN'])"
        }
    }

    AfterEach {
        Remove-Variable DefaultCIServers -Scope Global -ErrorAction Ignore
        Get-CseServer '*/globex/bob' | Disconnect-CseServer -Confirm:$false
    }

    It 'needs no argument at all' {
        $global:DefaultCIServers = @($ci)
        $server = Connect-CseServer @trust
        $server.Org, $server.User | Should -Be 'globex', 'bob'
        $DefaultCseServer | Should -Be $server
    }

    It 'takes the object from the pipeline, and leaves its session open' {
        $server = $ci | Connect-CseServer @trust
        $server.User | Should -Be 'bob'
        $server | Disconnect-CseServer -Confirm:$false
        ($ci | Connect-CseServer @trust).IsConnected | Should -BeTrue
    }

    It 'passes over connections that are closed, and says so when none is left' {
        $closed = $ci.PSObject.Copy()
        $closed.IsConnected = $false
        $global:DefaultCIServers = @($closed)
        { Connect-CseServer @trust } | Should -Throw -ErrorId 'CseBadRequest,*'
        { Connect-CseServer } | Should -Throw '*Connect-CIServer*'
    }

    It 'binds an organization VDC of PowerCLI to New-CseCluster, and a vApp to Get-CseCluster, by their properties' {
        $vdc = (Invoke-CseRestMethod '/api/query?type=orgVdc&format=records' -Server $mine).QueryResultRecords.OrgVdcRecord | Where-Object name -EQ 'acme-vdc'
        $orgVdc = [pscustomobject]@{ Name = 'acme-vdc'; Id = "urn:vcloud:vdc:$(($vdc.href -split '/')[-1] -replace '^vdc-')"; Href = $vdc.href }
        $plan = $orgVdc | New-CseCluster piped -Network acme-net -Template ubuntu-24.04_k8s-1.31 -PlanOnly -Server $mine
        $plan.Vdc | Should -Be 'acme-vdc'
        $vapp = [pscustomobject]@{ Name = 'none'; Id = 'urn:vcloud:vapp:00000000-0000-4000-8000-000000000000' }
        { $vapp | Get-CseCluster -Server $mine -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterNotFound,*'
    }
}

Describe 'Connect-CseServer through a proxy' {
    It 'says that it is the proxy that fails, and not the server' {
        $free = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $free.Start()
        $port = $free.LocalEndpoint.Port
        $free.Stop()
        $proxy = @{ Proxy = "http://127.0.0.1:$port"; ProxyCredential = Get-TestCredential proxyuser 'pr0xy-s3cret' }
        $failure = { Connect-CseServer $simulator.Server -Org acme -Credential (Get-TestCredential) @proxy @trust } | Should -Throw -ErrorId 'CseProxyFailed,*' -PassThru
        "$($failure | Format-List * -Force | Out-String)$($failure.Exception)" | Should -Not -Match 'pr0xy-s3cret'
    }

    It 'goes through it, with the credential' {
        # A proxy that wants a user, in few words: CONNECT, then bytes both ways.
        $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
        $listener.Start()
        $job = Start-ThreadJob -ArgumentList $listener -ThrottleLimit 10 {
            param($listener)
            $seen = [Collections.Generic.List[string]]::new()
            try {
                while ($true) {
                    $client = $listener.AcceptTcpClient()
                    $stream = $client.GetStream()
                    while ($true) {
                        $head = ''
                        while (-not $head.EndsWith("`r`n`r`n")) { $byte = $stream.ReadByte(); if ($byte -lt 0) { break }; $head += [char]$byte }
                        if (-not $head) { break }
                        $seen.Add($head)
                        if ($head -notmatch 'Proxy-Authorization: Basic') {
                            $answer = [Text.Encoding]::ASCII.GetBytes("HTTP/1.1 407 Proxy Authentication Required`r`nProxy-Authenticate: Basic realm=`"p`"`r`nContent-Length: 0`r`n`r`n")
                            $stream.Write($answer, 0, $answer.Length)
                            continue
                        }

                        $null = $head -match 'CONNECT ([^: ]+):(\d+)'
                        $upstream = [Net.Sockets.TcpClient]::new($Matches[1], [int]$Matches[2])
                        $ok = [Text.Encoding]::ASCII.GetBytes("HTTP/1.1 200 OK`r`n`r`n")
                        $stream.Write($ok, 0, $ok.Length)
                        $far = $upstream.GetStream()
                        $null = $stream.CopyToAsync($far)
                        $null = $far.CopyToAsync($stream)
                        break
                    }
                }
            }
            catch { $seen }
        }

        try {
            $proxy = @{ Proxy = "http://127.0.0.1:$($listener.LocalEndpoint.Port)"; ProxyCredential = Get-TestCredential proxyuser 'pr0xy-s3cret' }
            (Connect-CseServer $simulator.Server -Org acme -Credential (Get-TestCredential) @proxy @trust).User | Should -Be 'alice'
            Disconnect-CseServer -All -Confirm:$false
        }
        finally {
            $listener.Stop()
        }

        $seen = $job | Wait-Job -Timeout 10 | Receive-Job
        $expected = [Convert]::ToBase64String([Text.Encoding]::ASCII.GetBytes('proxyuser:pr0xy-s3cret'))
        "$seen" | Should -Match ([regex]::Escape("Proxy-Authorization: Basic $expected"))
        $job | Remove-Job -Force
    }
}
