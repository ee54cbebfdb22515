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
    /** @var Settings */
    private $settings;

    public function __construct(Settings $settings)
    {
        $this->settings = $settings;
    }

    public function pass(): void
    {
        if ($this->settings->isOn('api_password')) {
            return;
        }
        $isOauth = preg_match('#(?:^|/)(?:token|authorize)(?:/|$)#i', Request::text('command') . '/' . Request::text('route')) === 1
            || preg_match('#/api/api(?:\.php)?/(?:token|authorize)#i', Request::server('REQUEST_URI')) === 1;
        if ($isOauth && $this->grant() !== 'client_credentials') {
            Log::note('refused: a login to the API by password');
            Page::data(403, [
                'error' => 'access_denied',
                'error_description' => 'Logins by password are off: they ask for no second factor.',
            ]);
        }
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
