<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Caller;
use Ringlock\Portal\Client;
use Ringlock\Portal\Settings;

/** What <ringlock-account> and <ringlock-admin-status> ask for, on pages of users who are logged in. */
final class Elements
{
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
}
