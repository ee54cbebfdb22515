<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Caller;
use Ringlock\Portal\Client;
use Ringlock\Portal\Fault;
use Ringlock\Portal\Settings;

/** Looks at the set-up, and at each way into FreePBX that no gate can close. */
final class Doctor
{
    /** @var object */
    private $freepbx;
    /** @var OpenWays */
    private $ways;
    /** @var array<int, array{state: string, text: string, do: string}> */
    private $findings = [];

    public function __construct(object $freepbx)
    {
        $this->freepbx = $freepbx;
        $this->ways = new OpenWays($freepbx);
    }

    /**
     * @param bool $tries whether to try a login, which leaves a line in Ringlock's audit log
     * @return array<int, array{state: string, text: string, do: string}>
     */
    public function findings(bool $tries): array
    {
        $this->findings = [];
        try {
            $settings = Place::settings();
            $this->found('ok', 'The settings are readable and safe: ' . Place::settingsFile());
            $this->askRinglock($settings, $tries);
            $this->lookAtCache($settings);
        } catch (Fault $fault) {
            $this->found('fault', $fault->getMessage(), 'Until then every login on the web is refused.');
            $settings = null;
        }
        $this->lookAtGate();
        $this->lookAtContract();
        $this->lookAtLogins($settings);
        $this->foundWays('open', $this->ways->ownLogins());
        $this->foundWays('open', $settings === null ? [] : $this->ways->apiPasswords($settings));
        $this->found('open', "Applications of the API with a client's secret ask for no code.", 'Delete those that are not in use.');
        return $this->findings;
    }

    private function askRinglock(Settings $settings, bool $tries): void
    {
        $client = new Client($settings, new Caller(null));
        $keys = $client->jwks();
        if (!$keys->isOk() || empty($keys->body['keys'])) {
            $this->found('fault', "Ringlock does not answer: $keys->why", 'Look at url and ca_file, and at the service.');
            return;
        }
        $this->found('ok', 'Ringlock answers: ' . implode(', ', $settings->addresses()));
        $offset = $client->clockOffset() ?? 0;
        if (abs($offset) > 30) {
            $this->found('fault', "Ringlock's clock is $offset seconds ahead of this host's.", 'Set both by NTP: assertions live for a minute.');
        }
        if (!$tries) {
            return;
        }
        // No user has this key, so nothing is charged: the answer tells what the portal may do.
        $answer = $client->loginWithoutPassword($settings->userStore() . ':0', ['pwd'], 'doctor');
        switch ($answer->errorCode()) {
            case 'unauthenticated':
                $this->found('fault', 'Ringlock does not know the key.', 'key has to be that of the portal in ringlock.yaml.');
                break;
            case 'forbidden':
                $this->found('fault', 'The portal may not skip the password.', 'Set maySkipPassword: true at the portal in ringlock.yaml.');
                break;
            case 'login-rejected':
                $this->found('ok', 'The portal may ask for the code alone.');
                break;
            default:
                $this->found('warning', 'Ringlock answered a test call with ' . ($answer->errorCode() ?? 'an accepted login') . '.');
        }
    }

    private function lookAtCache(Settings $settings): void
    {
        $folder = $settings->cacheFolder();
        if ($folder === null || !is_dir($folder)) {
            $this->found('warning', 'No cache_folder: public keys are fetched at each login.', 'Set cache_folder in the settings.');
        }
    }

    private function lookAtGate(): void
    {
        if (Place::isOff()) {
            $this->found('fault', 'Switched off: passwords alone let in.', 'fwconsole ringlock on');
        }
        $unanchored = $this->ways->withoutAnchor();
        if ($unanchored === []) {
            $this->found('ok', 'freepbx.conf loads the gate, also while the module is disabled or upgraded.');
        }
        $this->foundWays('warning', $unanchored);
        foreach (['src/guard.php', 'src/Gate.php', 'portal/Client.php', 'ucp/Ringlock.class.php'] as $file) {
            if (!is_file(dirname(__DIR__) . "/$file") && strncmp($file, 'portal/', 7) !== 0) {
                $this->found('fault', "The module's file $file is missing: every login on the web is refused.", 'Install the module again.');
            }
        }
    }

    private function lookAtContract(): void
    {
        $broken = Contract::broken((string) $this->freepbx->Config->get('AMPWEBROOT'));
        foreach ($broken as $point) {
            $this->found('warning', "FreePBX is not as this module knows it: $point.", 'Try each way in, and look for a newer version of the module.');
        }
        if ($broken === []) {
            $this->found('ok', 'FreePBX lets in at the points that this module knows.');
        }
    }

    private function lookAtLogins(?Settings $settings): void
    {
        $config = $this->freepbx->Config;
        $type = strtolower((string) $config->get('AUTHTYPE'));
        if ($type === 'none' && ($settings === null || $settings->text('auth_none_user') === '')) {
            $this->found('warning', 'AUTHTYPE is none: every request to the administration is refused.', 'Name whose code is asked for as auth_none_user, or set AUTHTYPE to usermanager.');
        }
        if ($config->get('AMP_ACCESS_DB_CREDS')) {
            $this->found('warning', "The database's credentials are a login of FreePBX's; the gate refuses it.", 'Switch AMP_ACCESS_DB_CREDS off.');
        }
        if ($config->get('REMOTEUNLOCK')) {
            $this->found('warning', 'config.php?unlock=KEY is on; the gate refuses it.', 'Switch REMOTEUNLOCK off.');
        }
        $this->found('open', 'checkPasswordReminder of User Manager 17 tells whether a password is right. It opens no session.', 'Let Fail2ban watch the security log.');
        $this->found('open', 'From 127.0.0.1, ajax.php needs no login; the gate refuses what a proxy forwards from there.', 'Let no account on this host be shared.');
        $this->found('open', 'Provisioning, phones, voicemail PINs and SIP are no web logins, and ask for no code.');
    }

    /** @param array<int, array{text: string, do: string}> $ways */
    private function foundWays(string $state, array $ways): void
    {
        foreach ($ways as $way) {
            $this->found($state, $way['text'], $way['do']);
        }
    }

    private function found(string $state, string $text, string $do = ''): void
    {
        $this->findings[] = ['state' => $state, 'text' => $text, 'do' => $do];
    }
}
