<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * Ringlock's HTTP API, with the portal's key. All calls of one client share one deadline, so that no worker of the web server
 * waits longer than that for a Ringlock that is slow or gone.
 */
final class Client
{
    /** Seconds for all calls of a client. */
    public const PATIENCE = 5.0;

    /** @var Settings */
    private $settings;
    /** @var Caller */
    private $caller;
    /** @var Outage */
    private $outage;
    /** @var float|null When patience ends, by the monotonic clock; null before the first call. */
    private $endsAt;
    /** @var float */
    private $patience;
    /** @var int|null Seconds by which Ringlock's clock is ahead of this host's, by its last answer. */
    private $clockOffset;

    public function __construct(Settings $settings, Caller $caller, float $patience = self::PATIENCE)
    {
        $this->settings = $settings;
        $this->caller = $caller;
        $this->outage = new Outage(new Cache($settings->cacheFolder()));
        $this->patience = $patience;
    }

    /** Name and password: 200 accepted or challenge, 401, 403 enrolment-required, 429. */
    public function login(string $username, string $password, string $nonce): Answer
    {
        return $this->post('login', ['username' => $username, 'password' => $password, 'nonce' => $nonce]);
    }

    /**
     * The code alone, for a user whose password this host has checked, or has none of: the portal needs `maySkipPassword`.
     *
     * @param string[] $amr how the host let the user in: `pwd` or `sso`
     */
    public function loginWithoutPassword(string $userKey, array $amr, string $nonce): Answer
    {
        return $this->post('login', ['userKey' => $userKey, 'amr' => $amr, 'nonce' => $nonce]);
    }

    public function answerChallenge(string $challenge, string $factor, string $code, bool $trustDevice = false): Answer
    {
        $body = ['challenge' => $challenge, 'factor' => $factor, 'code' => $code, 'trustDevice' => $trustDevice];
        return $this->post('login/challenge', $body);
    }

    public function sendEmailCode(string $challenge): Answer
    {
        return $this->post('login/email-code', ['challenge' => $challenge]);
    }

    public function requestReset(string $challenge): Answer
    {
        return $this->post('login/reset', ['challenge' => $challenge]);
    }

    /** 200 `{user}` once; 409 `conflict` for an assertion that was redeemed before. */
    public function redeem(string $assertion): Answer
    {
        return $this->post('assertions/redeem', ['assertion' => $assertion]);
    }

    /**
     * @param string[] $amr
     * @param string|null $role never above what the user store says, unless the portal has `maySetRole`
     */
    public function widgetToken(string $userKey, array $amr, ?string $role = null): Answer
    {
        $body = ['userKey' => $userKey, 'amr' => $amr];
        return $this->post('widget-tokens', $role === null ? $body : $body + ['role' => $role]);
    }

    /** The public keys of assertions. */
    public function jwks(): Answer
    {
        return $this->ask('GET', '/.well-known/jwks.json', null);
    }

    public function health(): Answer
    {
        return $this->ask('GET', '/healthz', null);
    }

    /** null before the first answer. */
    public function clockOffset(): ?int
    {
        return $this->clockOffset;
    }

    /** @param array<string, mixed> $body */
    public function post(string $call, array $body): Answer
    {
        return $this->ask('POST', "/api/v1/$call", $body);
    }

    /** @param array<string, mixed>|null $body */
    private function ask(string $method, string $path, ?array $body): Answer
    {
        $this->endsAt = $this->endsAt ?? self::now() + $this->patience;
        if ($this->outage->isOn()) {
            return Answer::none('Ringlock did not answer a moment ago');
        }
        $addresses = $this->settings->addresses();
        $why = 'no time is left';
        $wasSent = false;
        $isSilent = true;
        $ranShort = false;
        foreach ($addresses as $index => $address) {
            $left = (int) (1000 * ($this->endsAt - self::now()));
            if ($left <= 0) {
                $ranShort = true;
                break;
            }
            $exchange = new Exchange($this->settings, $this->caller);
            $answer = $exchange->run($method, $address . $path, $body, intdiv($left, count($addresses) - $index));
            $this->clockOffset = $exchange->clockOffset ?? $this->clockOffset;
            if ($answer->status !== 0 && !in_array($answer->status, [502, 503, 504], true)) {
                $this->outage->end();
                return $answer;
            }
            $isSilent = $isSilent && $answer->status === 0;
            $ranShort = $ranShort || $exchange->ranShort;
            $why = "$address: " . ($answer->status === 0 ? $answer->why : "status $answer->status");
            // What may have been acted on is not sent again, because a code counts once. With 503 nothing was.
            $wasSent = $exchange->wasSent && $answer->status !== 503;
            if ($wasSent) {
                break;
            }
        }
        // A 503 comes at once and keeps no worker; it may be about this user's directory alone. A call that had hardly any time
        // left after others says nothing.
        if ($isSilent && !$ranShort) {
            $this->outage->note(!$wasSent);
        }
        return Answer::none($why);
    }

    private static function now(): float
    {
        return hrtime(true) / 1e9;
    }
}
