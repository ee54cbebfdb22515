<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Answer;
use Ringlock\Portal\Caller;
use Ringlock\Portal\Client;
use Ringlock\Portal\Exchange;
use Ringlock\Portal\Settings;

/** What <ringlock-account> and <ringlock-admin-status> ask for, on pages of users who are logged in. */
final class Elements
{
    /** Seconds for which a page of FreePBX's waits for what is shown beside it. */
    private const PATIENCE = 2.0;

    /** @var Settings */
    private $settings;

    public function __construct(Settings $settings)
    {
        $this->settings = $settings;
    }

    /**
     * Ends the request.
     *
     * @param string[] $amr
     */
    public function answer(string $path, string $userKey, array $amr): void
    {
        if ($path !== '/token') {
            Page::data(404, ['error' => ['code' => 'not-found', 'message' => 'No such call.']]);
        }
        $client = new Client($this->settings, Caller::ofRequest());
        // otp is not for a portal to say; pwd, sso and mfa are.
        $said = array_values(array_intersect($amr, ['pwd', 'sso', 'mfa']));
        Relay::send($client->widgetToken($userKey, $said));
    }

    /** null: Ringlock does not answer, or does not show this user to that administrator. */
    public function userAsSeenBy(string $administrator, string $userKey): ?Answer
    {
        $caller = Caller::ofRequest();
        $token = (new Client($this->settings, $caller, self::PATIENCE))->widgetToken($administrator, ['pwd']);
        if (!$token->isOk()) {
            return null;
        }
        $exchange = new Exchange($this->settings, $caller, $token->text('token'));
        $address = $this->settings->addresses()[0] . '/api/v1/users/' . rawurlencode($userKey);
        $user = $exchange->run('GET', $address, null, (int) (1000 * self::PATIENCE));
        return $user->isOk() ? $user : null;
    }
}
