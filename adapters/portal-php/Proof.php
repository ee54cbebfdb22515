<?php

declare(strict_types=1);

namespace Ringlock\Portal;

/**
 * Turns an assertion into a login of the host's: checked here, then redeemed at Ringlock, which takes each one once. Whatever
 * fails is a no.
 */
final class Proof
{
    /** @var Settings */
    private $settings;
    /** @var Client */
    private $client;

    public function __construct(Settings $settings, Client $client)
    {
        $this->settings = $settings;
        $this->client = $client;
    }

    /** null: refused, and $refusal says why, for the log. */
    public function redeem(string $assertion, string $userKey, string $nonce, ?string &$refusal = null): ?Assertion
    {
        $keys = new Keys($this->client, new Cache($this->settings->cacheFolder()));
        $proof = Assertion::check($assertion, $keys, $this->settings, $userKey, $nonce, time(), $refusal);
        if ($proof === null) {
            return null;
        }
        $answer = $this->client->redeem($assertion);
        if (!$answer->isOk()) {
            $code = $answer->errorCode();
            $refusal = $code === 'conflict' ? 'it was redeemed before' : "Ringlock did not redeem it: $code $answer->why";
            return null;
        }
        $user = $answer->body['user'] ?? null;
        if (!is_array($user) || ($user['key'] ?? null) !== $userKey) {
            $refusal = 'Ringlock redeemed it for another user';
            return null;
        }
        return $proof;
    }
}
