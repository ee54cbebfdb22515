<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

use Ringlock\Portal\Caller;
use Ringlock\Portal\Client;
use Ringlock\Portal\Fault;
use Ringlock\Portal\Settings;

/** Looks at everything that the module hangs on, and says what to do about what is wrong. */
final class Doctor
{
    private const USER = '00000000-0000-4000-8000-000000000000';
    /** Seconds; codes of an authenticator bear no more. */
    private const CLOCK = 30;

    /** @var array<int, array{level: string, text: string}> */
    private $findings = [];

    /** @return array<int, array{level: string, text: string}> each `ok`, `warning` or `fault` */
    public function examine(string $root): array
    {
        $this->files($root);
        $settings = $this->settings();
        $this->methods();
        if ($settings !== null) {
            $this->ringlock($settings);
            $this->waysPast($settings);
        }
        if (Bypass::isOpen(time())) {
            $this->fault(Bypass::file() . ' lets everybody in with the password alone: remove it');
        } elseif (@lstat(Bypass::file()) !== false) {
            $this->warn(Bypass::file() . ' is there, and counts no more: remove it');
        }
        return $this->findings;
    }

    private function files(string $root): void
    {
        $list = @file("$root/app/ringlock/files.sha256", FILE_IGNORE_NEW_LINES | FILE_SKIP_EMPTY_LINES);
        if ($list === false) {
            $this->fault('app/ringlock/files.sha256 is missing: run install.sh again');
            return;
        }
        $bad = [];
        foreach ($list as $line) {
            [$hash, $file] = array_pad(explode('  ', $line, 2), 2, '');
            if ($file === '' || @hash_file('sha256', "$root/$file") !== $hash) {
                $bad[] = $file;
            }
        }
        $bad === []
            ? $this->well(count($list) . ' files are as they were installed')
            : $this->fault('missing or changed, so nobody may get in: ' . implode(', ', $bad) . '; run install.sh again');
    }

    private function settings(): ?Settings
    {
        try {
            $settings = Settings::read(Host::settingsFile());
        } catch (Fault $fault) {
            $this->fault($fault->getMessage());
            return null;
        }
        $this->well(Host::settingsFile() . ' can be used');
        if ($settings->cacheFolder() === null || !is_dir($settings->cacheFolder())) {
            $this->warn("cache_folder is no folder: each login fetches Ringlock's keys, and outages are not remembered");
        }
        return $settings;
    }

    private function methods(): void
    {
        $methods = Setup::methods();
        if (!in_array('ringlock', $methods, true)) {
            $this->fault('the method is switched off: php app/ringlock/setup.php on');
        } elseif (count($methods) === 1) {
            $this->fault('ringlock is the only method, so that nobody can log in: switch on database, too');
        } elseif (end($methods) !== 'ringlock') {
            $this->fault('ringlock has to be the last of authentication/methods, after those that let users through: ' . implode(', ', $methods));
        } else {
            $this->well('asked in this order: ' . implode(', ', $methods));
        }
        $shut = Setup::shutDomains();
        if ($shut !== []) {
            $this->fault('nobody can log in where ringlock is the only method, without database in front: ' . implode(', ', $shut));
        }
        $open = Setup::openDomains();
        $open === []
            ? $this->well('no domain has methods of its own without ringlock')
            : $this->fault('open, because their own authentication/methods leave ringlock out: ' . implode(', ', $open));
    }

    private function ringlock(Settings $settings): void
    {
        $client = new Client($settings, new Caller(null));
        $answer = $client->widgetToken($settings->userStore() . ':' . self::USER, []);
        $error = $answer->errorCode();
        if ($answer->status === 0) {
            $this->fault("Ringlock does not answer: $answer->why");
            return;
        }
        if ($error !== 'not-found') {
            $this->fault($error === 'unauthenticated' ? "Ringlock does not know the portal's key" : "Ringlock answers $error: is user_store right?");
            return;
        }
        $this->well('Ringlock answers, and knows the key');
        if ($client->clockOffset() !== null && abs($client->clockOffset()) > self::CLOCK) {
            $this->warn("this host's clock and Ringlock's are " . abs($client->clockOffset()) . ' seconds apart');
        }
        if ($client->redeem('none')->status === 404) {
            $this->fault('this Ringlock is too old: it redeems no assertions');
        }
        $keys = $client->jwks();
        if (!$keys->isOk() || empty($keys->body['keys'])) {
            $this->fault('Ringlock publishes no keys at /.well-known/jwks.json');
        }
    }

    private function waysPast(Settings $settings): void
    {
        $remembering = Setup::rememberingDomains();
        if ($remembering !== []) {
            $where = implode(', ', $remembering);
            $settings->isOn('remember_me')
                ? $this->warn("remember-me is on in $where, and wished: its cookie lets in for seven days without password and code")
                : $this->warn("remember-me is on in $where: set login/remember_me to false. Logins through Ringlock make no such cookie");
        }
        $remembered = Setup::rememberedBrowsers();
        if ($remembering !== [] && $remembered > 0) {
            $this->warn("browsers with a remember-me cookie that lets in: $remembered");
        }
        $keys = Setup::usersWithApiKey();
        if ($settings->text('api_key', 'refuse') === 'allow' && $keys > 0) {
            $this->warn("API keys are allowed: $keys users have one, which lets in without password and code");
        }
    }

    private function well(string $text): void
    {
        $this->findings[] = ['level' => 'ok', 'text' => $text];
    }

    private function warn(string $text): void
    {
        $this->findings[] = ['level' => 'warning', 'text' => $text];
    }

    private function fault(string $text): void
    {
        $this->findings[] = ['level' => 'fault', 'text' => $text];
    }
}
