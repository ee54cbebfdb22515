<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Settings;

/**
 * The API's OAuth server. Programs that show a secret of their own (client_credentials) go on. Every other grant begins with a
 * user's password (Oauth.php:46-56, :189), refresh tokens too, since client_credentials brings none (RFC 6749 4.4.3).
 */
final class ApiGate
{
    /** Commands that the module api answers itself, for which FreePBX asks no login (Api.class.php:147-155). */
    private const COMMANDS = ['rest', 'gql', 'token', 'authorize'];

    /** @var Settings */
    private $settings;

    public function __construct(Settings $settings)
    {
        $this->settings = $settings;
    }

    /** api.php includes ajax.php, so that either script serves the API, and api.php serves every other module too. */
    public static function isAsked(): bool
    {
        return Request::isAjax() && Request::text('module') === 'api' && in_array(self::command(), self::COMMANDS, true);
    }

    public function pass(): void
    {
        $isOauth = in_array(self::command(), ['token', 'authorize'], true);
        if (!$isOauth || $this->settings->isOn('api_password')) {
            return;
        }
        if (!$this->isTokenCall() || $this->grant() !== 'client_credentials') {
            Log::note('refused: a login to the API by password');
            Page::data(403, [
                'error' => 'access_denied',
                'error_description' => 'Logins by password are off: they ask for no second factor.',
            ]);
        }
    }

    /** By the body's command the API's code is reached, and by the address's alone it tells `token` from `authorize` (Oauth.php:20-21). */
    private function isTokenCall(): bool
    {
        return ($_GET['command'] ?? '') === 'token' && in_array($_GET['route'] ?? '', ['', '/'], true);
    }

    private static function command(): string
    {
        return strtolower(Request::text('command'));
    }

    private function grant(): string
    {
        if (!Request::isPost()) {
            return '';
        }
        if (stripos(Request::server('CONTENT_TYPE'), 'application/json') === 0) {
            $body = json_decode((string) file_get_contents('php://input', false, null, 0, 65536), true);
            return is_array($body) && is_string($body['grant_type'] ?? null) ? $body['grant_type'] : '';
        }
        $isForm = preg_match('#^(?:application/x-www-form-urlencoded|multipart/form-data)#i', Request::server('CONTENT_TYPE')) === 1;
        return $isForm ? Request::posted('grant_type') : '';
    }
}
