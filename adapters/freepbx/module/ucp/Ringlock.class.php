<?php

namespace UCP\Modules;

require_once dirname(__DIR__) . '/src/autoload.php';

use Ringlock\Freepbx\Texts;
use Ringlock\Freepbx\UcpGate;
use Ringlock\Freepbx\Views;
use UCP\Modules as Modules;

/** UCP asks each module that has login() once it has made the token of a login. */
class Ringlock extends Modules
{
    protected $module = 'Ringlock';

    public function __construct($Modules)
    {
        $this->Modules = $Modules;
    }

    public function login()
    {
        UcpGate::approve((string) $this->UCP->Session->token);
        return [];
    }

    /** A tab in the settings of the user. */
    public function getUserSettingsDisplay()
    {
        return [['rawname' => 'ringlock', 'name' => Texts::say('Second factor'), 'html' => Views::account()]];
    }
}
