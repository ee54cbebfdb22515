<?php

declare(strict_types=1);

namespace FreePBX\modules;

require_once __DIR__ . '/src/autoload.php';

use Ringlock\Freepbx\Installation;
use Ringlock\Freepbx\Views;

/** The module as FreePBX knows it: install and uninstall, its page, and the tab in User Manager. */
class Ringlock extends \FreePBX_Helpers implements \BMO
{
    /** @var object */
    private $freepbx;

    public function __construct($freepbx = null)
    {
        if ($freepbx === null) {
            throw new \InvalidArgumentException('Not given a FreePBX object');
        }
        $this->freepbx = $freepbx;
    }

    /** Throws where the gate would have to refuse every login, so that FreePBX does not enable it. */
    public function install()
    {
        (new Installation($this->freepbx))->install();
    }

    public function uninstall()
    {
        (new Installation($this->freepbx))->uninstall();
    }

    public function backup()
    {
    }

    public function restore($backup)
    {
    }

    public function doConfigPageInit($page)
    {
    }

    public function showPage(): string
    {
        return Views::administration();
    }

    /** The tab of one user; FreePBX shows the page to administrators who may open User Manager. */
    public function usermanShowPage()
    {
        $isUser = ($_REQUEST['action'] ?? '') === 'showuser' && ctype_digit((string) ($_REQUEST['user'] ?? ''));
        if (!$isUser) {
            return [];
        }
        return [[
            'title' => \Ringlock\Freepbx\Texts::say('Second factor'),
            'rawname' => 'ringlock',
            'content' => Views::userTab((int) $_REQUEST['user']),
        ]];
    }

    /** A user who is gone leaves no token behind. */
    public function usermanDelUser($id, $display, $data)
    {
        $settings = \Ringlock\Freepbx\Place::settings();
        (new \Ringlock\Freepbx\Passes($this->freepbx->Database))->forget("{$settings->userStore()}:$id");
    }
}
