<?php

declare(strict_types=1);

namespace Ringlock\Freepbx;

use Ringlock\Portal\Base64Url;
use Ringlock\Portal\Settings;

/**
 * UCP. It stores the token of a login before it asks the modules (User.class.php:225, :122-125), and has let go of the session by
 * then (Ajax.class.php:33): a second request could be in on the password alone. So Ringlock is asked before UCP hears of the
 * login, and a token counts only where it is among the approved ones.
 */
final class UcpGate
{
    private const WIDGETS = 'modules/Ringlock/assets/widgets';
    private const COOKIE = 'ucp_rememberme';
    /** Seconds; UCP remembers a browser for a week. */
    private const REMEMBERED = 604800;
    private const APPROVED_FOR = 2592000;

    /** @var array{uid: string, userKey: string}|null Whom Ringlock has let in with this very request. */
    private static $approved;

    /** @var Settings */
    private $settings;
    /** @var Passes */
    private $passes;
    /** @var Session */
    private $session;

    public function __construct(Settings $settings, Passes $passes)
    {
        $this->settings = $settings;
        $this->passes = $passes;
        $this->session = new Session();
    }

    public function pass(): void
    {
        if (isset($_REQUEST['unlockkey'])) {
            Log::note('refused: a key to unlock UCP');
            Page::refuse(403, Texts::say('You are not logged in'), Texts::say('This way in is closed, because it asks for no second factor.'));
        }
        $this->session->open(true);
        $userKey = $this->approvedUser();
        if ($userKey !== null) {
            $this->answerElements($userKey);
        } elseif ($this->isLogin()) {
            Held::drop();
            $this->judge();
        } else {
            $this->goOn();
        }
        $this->session->close();
    }

    /** Called by UCP after it has made a token for the user whom this request has let in (the module's login()). */
    public static function approve(string $token): void
    {
        $approved = self::$approved;
        self::$approved = null;
        $stored = \FreePBX::Database()->prepare('SELECT uid FROM ucp_sessions WHERE session = ?');
        $stored->execute([$token]);
        if ($approved !== null && $token !== '' && (string) $stored->fetchColumn() === $approved['uid']) {
            self::remember(new Passes(\FreePBX::Database()), $token, $approved['userKey']);
        }
    }

    private static function remember(Passes $passes, string $token, string $userKey): void
    {
        $passes->add('ucp', $token, $userKey, self::APPROVED_FOR);
    }

    /** The userKey of the user who is in; null: not logged in, and a token that was not approved is gone from this request. */
    private function approvedUser(): ?string
    {
        $inSession = $_SESSION['UCP_token'] ?? '';
        $inCookie = $_COOKIE[self::COOKIE] ?? '';
        $token = !empty($inSession) ? $inSession : $inCookie;
        $userKey = is_string($token) && $token !== '' ? $this->passes->find('ucp', $token) : null;
        if ($userKey === null && $token !== '') {
            unset($_SESSION['UCP_token'], $_COOKIE[self::COOKIE]);
            if ($inCookie !== '') {
                setcookie(self::COOKIE, '', 1);
            }
        }
        return $userKey;
    }

    private function isLogin(): bool
    {
        return strtolower(Request::text('command')) === 'login';
    }

    /** Returns for UCP to go on with: to let in whom Ringlock has approved, or to refuse a wrong password itself. */
    private function judge(): void
    {
        $token = $_SESSION['UCP_login_token'] ?? null;
        // Without its form's token UCP looks at no password (User.class.php:42), and neither do we: its log would not know.
        if (!is_string($token) || !hash_equals($token, Request::posted('token'))) {
            return;
        }
        [$username, $password] = [Request::posted('username'), Request::posted('password')];
        $uid = $username === '' || $password === '' ? false : \FreePBX::Ucp()->checkCredentials($username, $password);
        if (empty($uid) || !$this->isAllowed($uid)) {
            return;
        }
        $account = Account::ofUserman($this->settings->userStore(), (int) $uid, $username);
        $nonce = Base64Url::random();
        $step = (new Login($this->settings))->begin($account, ['pwd'], $nonce, true);
        if ($step->amr !== null) {
            $this->session->renew();
            Log::accepted($username, implode(', ', $step->amr));
            self::$approved = ['uid' => (string) (int) $uid, 'userKey' => $account->userKey];
            return;
        }
        if ($step->challenge === null) {
            Page::data(200, ['status' => false, 'message' => Problem::text($step->problem, $step->answer)]);
            return;
        }
        $this->session->renew();
        $waiting = ['uid' => (int) $uid, 'remember' => isset($_POST['rememberme'])];
        Held::keep('ucp', $account, $nonce, ['pwd'], $step->challenge, $waiting);
        // UCP's own script then loads the page anew (ucp.js, normalLogin), which is ours.
        Page::data(200, ['status' => true, 'token' => '', 'ringlock' => 'code']);
    }

    private function goOn(): void
    {
        $held = Held::find('ucp');
        if ($held === null) {
            return;
        }
        if (isset($_REQUEST['logout'])) {
            Held::drop();
            return;
        }
        $letIn = function (array $amr) use ($held): void {
            $this->letIn($held, $amr);
        };
        (new CodeForm(new Login($this->settings), $held, self::WIDGETS, $letIn))->handle();
    }

    /** @param string[] $amr */
    private function letIn(Held $held, array $amr): void
    {
        $uid = (int) $held->waiting('uid');
        if ($uid < 1 || !$this->isAllowed($uid)) {
            Problem::refuse('login-rejected', null);
        }
        $this->session->renew();
        $token = bin2hex(random_bytes(16));
        self::remember($this->passes, $token, $held->text('userKey'));
        \FreePBX::Ucp()->storeToken($token, $uid, Request::server('REMOTE_ADDR'));
        $_SESSION['UCP_token'] = $token;
        if ($held->waiting('remember') === true) {
            setcookie(self::COOKIE, $token, [
                'expires' => time() + self::REMEMBERED, 'path' => dirname(Page::here()),
                'secure' => Request::server('HTTPS') !== '', 'httponly' => true, 'samesite' => 'Lax',
            ]);
        }
        Log::accepted($held->text('name'), implode(', ', $amr));
        Page::redirect();
    }

    /** @param mixed $uid */
    private function isAllowed($uid): bool
    {
        return !empty(\FreePBX::Ucp()->getCombinedSettingByID($uid, 'Global', 'allowLogin'));
    }

    private function answerElements(string $userKey): void
    {
        $path = Relay::asked();
        if ($path === null) {
            return;
        }
        $this->session->close();
        (new Elements($this->settings))->answer($path, $userKey, ['pwd']);
    }
}
