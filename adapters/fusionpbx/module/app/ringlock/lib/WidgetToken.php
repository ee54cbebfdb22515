<?php

declare(strict_types=1);

namespace Ringlock\FusionPBX;

use Ringlock\Portal\Caller;
use Ringlock\Portal\Client;
use Ringlock\Portal\Fault;
use Ringlock\Portal\Settings;

/** What Ringlock's elements act with for the user of the session. */
final class WidgetToken
{
    /** @return never */
    public static function send(): void
    {
        // Browsers say where a request comes from; another site's page may not ask for it.
        $site = $_SERVER['HTTP_SEC_FETCH_SITE'] ?? 'same-origin';
        $isAllowed = permission_exists('ringlock_account') || permission_exists('ringlock_admin');
        // The user who logged in: a superadmin who looks at another domain stays who they are.
        $userUuid = $_SESSION['user']['user_uuid'] ?? null;
        if ($site !== 'same-origin' || !$isAllowed || !is_string($userUuid) || !is_uuid($userUuid)) {
            self::answer(403, ['error' => ['code' => 'forbidden', 'message' => 'not for this user or page']]);
        }
        try {
            $settings = Settings::read(Host::settingsFile());
        } catch (Fault $fault) {
            Host::log(LOG_ERR, 'Ringlock: ' . $fault->getMessage());
            self::answer(503, ['error' => ['code' => 'unavailable', 'message' => 'the module is set up wrong']]);
        }
        $amr = array_values(array_intersect(['pwd', 'sso', 'mfa'], (array) ($_SESSION['ringlock_amr'] ?? [])));
        session_write_close();
        $client = new Client($settings, Caller::ofRequest());
        $answer = $client->widgetToken($settings->userStore() . ':' . strtolower($userUuid), $amr);
        if ($answer->isOk()) {
            self::answer(200, ['token' => $answer->text('token')]);
        }
        Host::log(LOG_WARNING, "Ringlock: no token for $userUuid: {$answer->errorCode()} $answer->why");
        self::answer($answer->status === 0 ? 503 : 403, ['error' => ['code' => $answer->errorCode(), 'message' => 'Ringlock gave no token']]);
    }

    /** @param array<string, mixed> $body @return never */
    private static function answer(int $status, array $body): void
    {
        http_response_code($status);
        header('Content-Type: application/json');
        header('Cache-Control: no-store');
        echo json_encode($body);
        exit;
    }
}
